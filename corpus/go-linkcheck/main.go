// Linkcheck reads Markdown files and says which of their links lead nowhere.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"

	"example.com/linkcheck/links"
	"example.com/linkcheck/report"
)

func main() {
	remote := flag.Bool("remote", false, "ask servers too")
	edit := flag.Bool("edit", false, "open the first bad file")
	flag.Parse()
	checker := links.NewChecker(*remote)
	var all []links.Link
	for _, name := range flag.Args() {
		text, err := os.ReadFile(name)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		all = append(all, links.Find(name, string(text))...)
	}
	bad := checker.Check(all)
	fmt.Print(report.Text(bad))
	if *edit && len(bad) > 0 {
		open(bad[0].File)
	}
	if len(bad) > 0 {
		os.Exit(1)
	}
}

func open(name string) {
	if runtime.GOOS == "wasip1" || runtime.GOOS == "js" {
		fmt.Fprintln(os.Stderr, "no editor here")
		return
	}
	exec.Command(os.Getenv("EDITOR"), name).Run()
}
