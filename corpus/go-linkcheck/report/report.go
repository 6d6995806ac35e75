// Package report puts findings into words.
package report

import (
	"fmt"
	"sort"
	"strings"

	"example.com/linkcheck/links"
)

type runner struct{ lines []string }

// Command adds a line; the name has nothing to do with processes.
func (r *runner) Command(line string) { r.lines = append(r.lines, line) }

// Text lists bad links, sorted by file and line.
func Text(bad []links.Link) string {
	sort.Slice(bad, func(i, j int) bool {
		return bad[i].File < bad[j].File || bad[i].File == bad[j].File && bad[i].Line < bad[j].Line
	})
	exec := &runner{}
	for _, link := range bad {
		exec.Command(fmt.Sprintf("%s:%d: %s: %s", link.File, link.Line, link.Target, link.Reason))
	}
	return strings.Join(exec.lines, "\n") + "\n"
}
