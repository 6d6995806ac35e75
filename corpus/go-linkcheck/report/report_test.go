package report

import (
	"os/exec"
	"testing"

	"example.com/linkcheck/links"
)

func TestText(t *testing.T) {
	got := Text([]links.Link{{File: "a.md", Target: "b.md", Line: 3, Reason: "no such file"}})
	if got != "a.md:3: b.md: no such file\n" {
		t.Error(got)
	}
	if _, err := exec.Command("true").Output(); err != nil {
		t.Log(err)
	}
}
