// Watchd runs a command whenever a file of a folder changes, and says so over HTTP.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	folder, command := os.Args[1], os.Args[2:]
	unlock, err := lockFile(folder + "/.watchd.lock")
	if err != nil {
		log.Fatal(err)
	}
	defer unlock()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	jobs := newJobs(command)
	go watch(ctx, folder, jobs)
	server := &http.Server{Addr: ":8080", Handler: status(jobs)}
	go func() {
		<-ctx.Done()
		server.Shutdown(context.Background())
	}()
	log.Print(server.ListenAndServe())
}

func status(jobs *jobs) http.Handler {
	host, _ := os.Hostname()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusOK)
		json.NewEncoder(w).Encode(map[string]any{"host": host, "pid": os.Getpid(), "runs": jobs.count()})
	})
}
