// Package links finds links in Markdown and looks where they lead.
package links

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Link is one link of one file.
type Link struct {
	File, Target string
	Line         int
	Reason       string
}

var pattern = regexp.MustCompile(`\[[^\]]*\]\(([^)\s]+)\)`)

// Find lists the links of a text.
func Find(file, text string) []Link {
	var found []Link
	for number, line := range strings.Split(text, "\n") {
		for _, match := range pattern.FindAllStringSubmatch(line, -1) {
			found = append(found, Link{File: file, Target: match[1], Line: number + 1})
		}
	}
	return found
}

// Check returns the links that lead nowhere, each with the reason.
func (c *Checker) Check(all []Link) []Link {
	var bad []Link
	for _, link := range all {
		if reason := c.reason(link); reason != "" {
			link.Reason = reason
			bad = append(bad, link)
		}
	}
	return bad
}

func (c *Checker) reason(link Link) string {
	if strings.Contains(link.Target, "://") {
		return c.ask(link.Target)
	}
	path := filepath.Join(filepath.Dir(link.File), strings.Split(link.Target, "#")[0])
	if _, err := os.Stat(path); err != nil {
		return "no such file"
	}
	return ""
}
