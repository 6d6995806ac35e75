module example.com/watchd

go 1.24

require github.com/fsnotify/fsnotify v1.8.0

require golang.org/x/sys v0.30.0 // indirect
