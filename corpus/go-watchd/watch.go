package main

import (
	"context"
	"log"

	"github.com/fsnotify/fsnotify"
)

func watch(ctx context.Context, folder string, jobs *jobs) {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		log.Fatal(err)
	}
	defer watcher.Close()
	if err := watcher.Add(folder); err != nil {
		log.Fatal(err)
	}
	for {
		select {
		case event := <-watcher.Events:
			jobs.run(event.Name)
		case <-ctx.Done():
			return
		}
	}
}
