package main

import (
	"log"
	"os/exec"
	"sync"
	"time"
)

type jobs struct {
	command []string
	mutex   sync.Mutex
	runs    int
	current *exec.Cmd
}

func newJobs(command []string) *jobs { return &jobs{command: command} }

func (j *jobs) count() int {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return j.runs
}

func (j *jobs) run(name string) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if j.current != nil {
		j.current.Process.Kill()
	}
	j.current = exec.Command(j.command[0], append(j.command[1:], name)...)
	detach(j.current)
	if err := j.current.Start(); err != nil {
		log.Print(err)
	}
	j.runs++
	time.Sleep(50 * time.Millisecond)
}
