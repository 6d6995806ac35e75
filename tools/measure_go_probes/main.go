// One probe per name: calls one function of the standard library and says what came of it.
//
//	OK [detail]      it did what it says
//	ERR text         it returned an error
//	SILENT text      it returned no error and did something else
//	GRANT text       it needs something from the host: a variable, a file, a folder
//
// A panic, a trap or an exit ends the program. Run by tools/measure_go_std.py.
package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/syslog"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"net/smtp"
	"os"
	"os/exec"
	"os/signal"
	"os/user"
	"path/filepath"
	"plugin"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"runtime/pprof"
	"runtime/trace"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

var probes = map[string]func(){}

func tell(err error) {
	if err != nil {
		fmt.Println("ERR", err)
		return
	}
	fmt.Println("OK")
}

func ok(condition bool, otherwise string) {
	if condition {
		fmt.Println("OK")
		return
	}
	fmt.Println("SILENT", otherwise)
}

func grant(err error, what string) {
	if err != nil {
		fmt.Println("GRANT", what+":", err)
		return
	}
	fmt.Println("OK")
}

func file() *os.File {
	os.WriteFile("a", []byte("hello"), 0o644)
	f, err := os.OpenFile("a", os.O_RDWR, 0)
	if err != nil {
		panic(err)
	}
	return f
}

func mode(change error) {
	if change != nil {
		tell(change)
		return
	}
	info, err := os.Stat("a")
	if err != nil {
		tell(err)
		return
	}
	ok(info.Mode().Perm() == 0o440, "returns no error and the mode stays "+info.Mode().String())
}

// real is the address of a listener outside of the guest, given by the runner.
func real() string { return os.Getenv("REAL") }

func listen(network, address string) {
	l, err := net.Listen(network, address)
	if err != nil {
		tell(err)
		return
	}
	fmt.Println("SILENT listens inside the program only:", l.Addr())
}

// command has all its streams, so that nothing has to open /dev/null.
func command(c *exec.Cmd) *exec.Cmd {
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	return c
}

func conn(use func(*net.TCPConn) error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tell(err)
		return
	}
	go l.Accept()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		tell(err)
		return
	}
	tell(use(c.(*net.TCPConn)))
}

func init() {
	probes["os.Hostname"] = func() { h, err := os.Hostname(); if err != nil { tell(err); return }; ok(h != "wasip1", "always "+h) }
	probes["os.Getpid"] = func() { fmt.Println("SILENT always", os.Getpid()) }
	probes["os.Getppid"] = func() { fmt.Println("SILENT always", os.Getppid()) }
	probes["os.Getuid"] = func() { fmt.Println("SILENT always", os.Getuid()) }
	probes["os.Geteuid"] = func() { fmt.Println("SILENT always", os.Geteuid()) }
	probes["os.Getgid"] = func() { fmt.Println("SILENT always", os.Getgid()) }
	probes["os.Getegid"] = func() { fmt.Println("SILENT always", os.Getegid()) }
	probes["os.Getgroups"] = func() { g, err := os.Getgroups(); if err != nil { tell(err); return }; fmt.Println("SILENT always", g) }
	probes["os.Executable"] = func() { _, err := os.Executable(); tell(err) }
	probes["os.Getwd"] = func() { _, err := os.Getwd(); tell(err) }
	probes["os.Chdir"] = func() { os.Mkdir("d", 0o755); tell(os.Chdir("d")) }
	probes["os.TempDir"] = func() { tell(nil); _ = os.TempDir() }
	probes["os.UserHomeDir"] = func() { _, err := os.UserHomeDir(); grant(err, "set HOME") }
	probes["os.UserCacheDir"] = func() { _, err := os.UserCacheDir(); grant(err, "set HOME or XDG_CACHE_HOME") }
	probes["os.UserConfigDir"] = func() { _, err := os.UserConfigDir(); grant(err, "set HOME or XDG_CONFIG_HOME") }
	probes["os.Args"] = func() { ok(len(os.Args) > 1, "no arguments") }
	probes["os.Getenv"] = func() { ok(os.Getenv("REAL") != "", "no variables") }
	probes["os.Setenv"] = func() { tell(os.Setenv("A", "b")) }
	probes["os.Open"] = func() { file(); f, err := os.Open("a"); tell(err); _ = f }
	probes["os.ReadFile"] = func() { file(); _, err := os.ReadFile("a"); tell(err) }
	probes["os.WriteFile"] = func() { tell(os.WriteFile("w", []byte("x"), 0o644)) }
	probes["os.Create"] = func() { _, err := os.Create("c"); tell(err) }
	probes["os.OpenFile"] = func() { _, err := os.OpenFile("o", os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644); tell(err) }
	probes["os.Mkdir"] = func() { tell(os.Mkdir("m", 0o755)) }
	probes["os.MkdirAll"] = func() { tell(os.MkdirAll("x/y/z", 0o755)) }
	probes["os.MkdirTemp"] = func() { _, err := os.MkdirTemp(".", "t"); tell(err) }
	probes["os.CreateTemp"] = func() { _, err := os.CreateTemp(".", "t"); tell(err) }
	probes["os.ReadDir"] = func() { _, err := os.ReadDir("."); tell(err) }
	probes["os.Remove"] = func() { file(); tell(os.Remove("a")) }
	probes["os.RemoveAll"] = func() { os.MkdirAll("r/s", 0o755); tell(os.RemoveAll("r")) }
	probes["os.Rename"] = func() { file(); tell(os.Rename("a", "b")) }
	probes["os.Truncate"] = func() { file(); tell(os.Truncate("a", 1)) }
	probes["os.Symlink"] = func() { file(); os.Remove("l"); tell(os.Symlink("a", "l")) }
	probes["os.Readlink"] = func() { file(); os.Remove("l"); os.Symlink("a", "l"); _, err := os.Readlink("l"); tell(err) }
	probes["os.Link"] = func() { file(); os.Remove("h"); tell(os.Link("a", "h")) }
	probes["os.Stat"] = func() { file(); _, err := os.Stat("a"); tell(err) }
	probes["os.Lstat"] = func() { file(); _, err := os.Lstat("a"); tell(err) }
	probes["os.FileInfo.Mode"] = func() { file(); i, err := os.Stat("a"); if err != nil { tell(err); return }; ok(i.Mode().Perm() == 0o644, "the mode is always "+i.Mode().String()) }
	probes["os.SameFile"] = func() { file(); a, _ := os.Stat("a"); b, _ := os.Stat("a"); ok(os.SameFile(a, b), "says no") }
	probes["os.Chmod"] = func() { file(); mode(os.Chmod("a", 0o440)) }
	probes["os.File.Chmod"] = func() { mode(file().Chmod(0o440)) }
	probes["os.Chown"] = func() { file(); tell(os.Chown("a", 1, 1)) }
	probes["os.Lchown"] = func() { file(); tell(os.Lchown("a", 1, 1)) }
	probes["os.File.Chown"] = func() { tell(file().Chown(1, 1)) }
	probes["os.Chtimes"] = func() { file(); tell(os.Chtimes("a", time.Unix(1, 0), time.Unix(1, 0))) }
	probes["os.File.Sync"] = func() { tell(file().Sync()) }
	probes["os.File.Truncate"] = func() { tell(file().Truncate(1)) }
	probes["os.File.Chdir"] = func() { d, err := os.Open("."); if err != nil { tell(err); return }; tell(d.Chdir()) }
	probes["os.File.SetDeadline"] = func() { err := file().SetDeadline(time.Now()); if errors.Is(err, os.ErrNoDeadline) { fmt.Println("OK no deadline on files, as everywhere"); return }; tell(err) }
	probes["os.DirFS"] = func() { file(); _, err := os.DirFS(".").Open("a"); tell(err) }
	probes["os.CopyFS"] = func() { os.MkdirAll("cf", 0o755); os.WriteFile("cf/a", nil, 0o644); tell(os.CopyFS("ct", os.DirFS("cf"))) }
	probes["os.OpenRoot"] = func() { r, err := os.OpenRoot("."); if err != nil { tell(err); return }; _, err = r.Create("q"); tell(err) }
	probes["os.Pipe"] = func() { _, _, err := os.Pipe(); tell(err) }
	probes["os.FindProcess"] = func() { p, err := os.FindProcess(4711); if err != nil { tell(err); return }; fmt.Println("SILENT finds every process:", p.Pid) }
	probes["os.StartProcess"] = func() { _, err := os.StartProcess("/bin/true", nil, &os.ProcAttr{}); tell(err) }
	probes["os.Process.Kill"] = func() { p, _ := os.FindProcess(4711); tell(p.Kill()) }
	probes["os.Process.Signal"] = func() { p, _ := os.FindProcess(os.Getpid()); tell(p.Signal(os.Interrupt)) }
	probes["os.Process.Wait"] = func() { p, _ := os.FindProcess(4711); _, err := p.Wait(); tell(err) }
	probes["os.Process.Release"] = func() { p, _ := os.FindProcess(4711); tell(p.Release()) }
	probes["/dev/null"] = func() { _, err := os.Open("/dev/null"); grant(err, "a folder with that name") }

	probes["os/exec.Command"] = func() { tell(command(exec.Command("/bin/ls")).Run()) }
	probes["os/exec.CommandContext"] = func() { tell(command(exec.CommandContext(context.Background(), "/bin/ls")).Run()) }
	probes["os/exec.Cmd.Output"] = func() { _, err := exec.Command("/bin/ls").Output(); tell(err) }
	probes["os/exec.LookPath"] = func() { _, err := exec.LookPath("ls"); grant(err, "PATH and folders") }

	probes["os/signal.Notify"] = func() { c := make(chan os.Signal, 1); signal.Notify(c, os.Interrupt); select { case <-c: fmt.Println("OK"); case <-time.After(50 * time.Millisecond): fmt.Println("SILENT nothing ever arrives") } }
	probes["os/signal.NotifyContext"] = func() { ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt); defer stop(); select { case <-ctx.Done(): fmt.Println("OK"); case <-time.After(50 * time.Millisecond): fmt.Println("SILENT nothing ever arrives") } }
	probes["os/signal.Ignore"] = func() { signal.Ignore(os.Interrupt); tell(nil) }
	probes["os/signal.Reset"] = func() { signal.Reset(os.Interrupt); tell(nil) }
	probes["os/signal.Stop"] = func() { signal.Stop(make(chan os.Signal, 1)); tell(nil) }

	probes["os/user.Current"] = func() { _, err := user.Current(); grant(err, "set USER and HOME") }
	probes["os/user.Lookup"] = func() { _, err := user.Lookup("root"); grant(err, "a folder with etc/passwd") }
	probes["os/user.LookupId"] = func() { _, err := user.LookupId("0"); grant(err, "a folder with etc/passwd") }
	probes["os/user.LookupGroup"] = func() { _, err := user.LookupGroup("root"); grant(err, "a folder with etc/group") }
	probes["os/user.LookupGroupId"] = func() { _, err := user.LookupGroupId("0"); grant(err, "a folder with etc/group") }
	probes["plugin.Open"] = func() { _, err := plugin.Open("x.so"); tell(err) }
	probes["log/syslog.New"] = func() { _, err := syslog.New(syslog.LOG_INFO, "t"); tell(err) }
	probes["log/syslog.NewLogger"] = func() { _, err := syslog.NewLogger(syslog.LOG_INFO, 0); tell(err) }
	probes["log/syslog.Dial"] = func() { _, err := syslog.Dial("tcp", real(), syslog.LOG_INFO, "t"); tell(err) }

	probes["net.Dial"] = func() { _, err := net.Dial("tcp", real()); tell(err) }
	probes["net.DialTimeout"] = func() { _, err := net.DialTimeout("tcp", real(), time.Second); tell(err) }
	probes["net.DialTCP"] = func() { a, _ := net.ResolveTCPAddr("tcp", real()); _, err := net.DialTCP("tcp", nil, a); tell(err) }
	probes["net.DialUDP"] = func() { a, _ := net.ResolveUDPAddr("udp", real()); c, err := net.DialUDP("udp", nil, a); if err != nil { tell(err); return }; _, err = c.Write([]byte("x")); tell(err) }
	probes["net.DialUnix"] = func() { _, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: "/room/s", Net: "unix"}); tell(err) }
	probes["net.DialIP"] = func() { _, err := net.DialIP("ip4:icmp", nil, &net.IPAddr{IP: net.IPv4(127, 0, 0, 1)}); tell(err) }
	probes["net.Dialer.Dial"] = func() { _, err := (&net.Dialer{}).Dial("tcp", real()); tell(err) }
	probes["net.Dialer.DialContext"] = func() { _, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", real()); tell(err) }
	probes["net.Listen"] = func() { listen("tcp", "127.0.0.1:0") }
	probes["net.ListenTCP"] = func() { l, err := net.ListenTCP("tcp", &net.TCPAddr{}); if err != nil { tell(err); return }; fmt.Println("SILENT listens inside the program only:", l.Addr()) }
	probes["net.ListenUnix"] = func() { listen("unix", "/room/s") }
	probes["net.ListenUnixgram"] = func() { l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: "/room/g", Net: "unixgram"}); if err != nil { tell(err); return }; fmt.Println("SILENT listens inside the program only:", l.LocalAddr()) }
	probes["net.ListenPacket"] = func() { l, err := net.ListenPacket("udp", "127.0.0.1:0"); if err != nil { tell(err); return }; fmt.Println("SILENT listens inside the program only:", l.LocalAddr()) }
	probes["net.ListenUDP"] = func() { l, err := net.ListenUDP("udp", &net.UDPAddr{}); if err != nil { tell(err); return }; fmt.Println("SILENT listens inside the program only:", l.LocalAddr()) }
	probes["net.ListenMulticastUDP"] = func() { _, err := net.ListenMulticastUDP("udp", nil, &net.UDPAddr{IP: net.IPv4(224, 0, 0, 1), Port: 99}); tell(err) }
	probes["net.ListenIP"] = func() { _, err := net.ListenIP("ip4:icmp", &net.IPAddr{}); tell(err) }
	probes["net.ListenConfig.Listen"] = func() { l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0"); if err != nil { tell(err); return }; fmt.Println("SILENT listens inside the program only:", l.Addr()) }
	probes["net.ListenConfig.ListenPacket"] = func() { l, err := (&net.ListenConfig{}).ListenPacket(context.Background(), "udp", "127.0.0.1:0"); if err != nil { tell(err); return }; fmt.Println("SILENT listens inside the program only:", l.LocalAddr()) }
	probes["net.FileListener"] = func() { _, err := net.FileListener(file()); tell(err) }
	probes["net.FileConn"] = func() { _, err := net.FileConn(file()); tell(err) }
	probes["net.FilePacketConn"] = func() { _, err := net.FilePacketConn(file()); tell(err) }
	probes["net.LookupHost"] = func() { _, err := net.LookupHost("localhost"); tell(err) }
	probes["net.LookupIP"] = func() { _, err := net.LookupIP("localhost"); tell(err) }
	probes["net.LookupAddr"] = func() { _, err := net.LookupAddr("127.0.0.1"); tell(err) }
	probes["net.LookupCNAME"] = func() { _, err := net.LookupCNAME("example.com"); tell(err) }
	probes["net.LookupMX"] = func() { _, err := net.LookupMX("example.com"); tell(err) }
	probes["net.LookupNS"] = func() { _, err := net.LookupNS("example.com"); tell(err) }
	probes["net.LookupSRV"] = func() { _, _, err := net.LookupSRV("s", "tcp", "example.com"); tell(err) }
	probes["net.LookupTXT"] = func() { _, err := net.LookupTXT("example.com"); tell(err) }
	probes["net.LookupPort"] = func() { _, err := net.LookupPort("tcp", "http"); tell(err) }
	probes["net.Resolver.LookupHost"] = func() { _, err := net.DefaultResolver.LookupHost(context.Background(), "localhost"); tell(err) }
	probes["net.ResolveTCPAddr"] = func() { _, err := net.ResolveTCPAddr("tcp", "localhost:80"); tell(err) }
	probes["net.ResolveUDPAddr"] = func() { _, err := net.ResolveUDPAddr("udp", "localhost:80"); tell(err) }
	probes["net.ResolveIPAddr"] = func() { _, err := net.ResolveIPAddr("ip", "localhost"); tell(err) }
	probes["net.Interfaces"] = func() { i, err := net.Interfaces(); if err != nil { tell(err); return }; ok(len(i) > 0, "there are none") }
	probes["net.InterfaceAddrs"] = func() { i, err := net.InterfaceAddrs(); if err != nil { tell(err); return }; ok(len(i) > 0, "there are none") }
	probes["net.InterfaceByName"] = func() { _, err := net.InterfaceByName("lo"); tell(err) }
	probes["net.InterfaceByIndex"] = func() { _, err := net.InterfaceByIndex(1); tell(err) }
	probes["net.Pipe"] = func() { a, b := net.Pipe(); go a.Write([]byte("x")); _, err := b.Read(make([]byte, 1)); tell(err) }
	probes["net.TCPConn.SetKeepAlive"] = func() { conn(func(c *net.TCPConn) error { return c.SetKeepAlive(true) }) }
	probes["net.TCPConn.SetKeepAlivePeriod"] = func() { conn(func(c *net.TCPConn) error { return c.SetKeepAlivePeriod(time.Second) }) }
	probes["net.TCPConn.SetNoDelay"] = func() { conn(func(c *net.TCPConn) error { return c.SetNoDelay(true) }) }
	probes["net.TCPConn.SetLinger"] = func() { conn(func(c *net.TCPConn) error { return c.SetLinger(1) }) }
	probes["net.TCPConn.SetReadBuffer"] = func() { conn(func(c *net.TCPConn) error { return c.SetReadBuffer(4096) }) }
	probes["net.TCPConn.SetWriteBuffer"] = func() { conn(func(c *net.TCPConn) error { return c.SetWriteBuffer(4096) }) }
	probes["net.TCPConn.SyscallConn"] = func() { conn(func(c *net.TCPConn) error { _, err := c.SyscallConn(); return err }) }
	probes["net.TCPConn.File"] = func() { conn(func(c *net.TCPConn) error { _, err := c.File(); return err }) }

	probes["net/http.Get"] = func() { _, err := http.Get("http://" + real() + "/"); tell(err) }
	probes["net/http.Head"] = func() { _, err := http.Head("http://" + real() + "/"); tell(err) }
	probes["net/http.Post"] = func() { _, err := http.Post("http://"+real()+"/", "text/plain", nil); tell(err) }
	probes["net/http.PostForm"] = func() { _, err := http.PostForm("http://"+real()+"/", nil); tell(err) }
	probes["net/http.Client.Do"] = func() { r, _ := http.NewRequest("GET", "http://"+real()+"/", nil); _, err := (&http.Client{}).Do(r); tell(err) }
	probes["net/http.Client.Get"] = func() { _, err := (&http.Client{}).Get("http://" + real() + "/"); tell(err) }
	probes["net/http.Transport.RoundTrip"] = func() { r, _ := http.NewRequest("GET", "http://"+real()+"/", nil); _, err := (&http.Transport{}).RoundTrip(r); tell(err) }
	probes["net/http.ListenAndServe"] = func() { done := make(chan error, 1); go func() { done <- http.ListenAndServe("127.0.0.1:0", nil) }(); select { case err := <-done: tell(err); case <-time.After(50 * time.Millisecond): fmt.Println("SILENT listens inside the program only") } }
	probes["net/http.Server.ListenAndServe"] = func() { done := make(chan error, 1); go func() { done <- (&http.Server{Addr: "127.0.0.1:0"}).ListenAndServe() }(); select { case err := <-done: tell(err); case <-time.After(50 * time.Millisecond): fmt.Println("SILENT listens inside the program only") } }
	probes["net/http.Server.Serve"] = func() { l, err := net.Listen("tcp", "127.0.0.1:0"); if err != nil { tell(err); return }; done := make(chan error, 1); go func() { done <- (&http.Server{}).Serve(l) }(); select { case err := <-done: tell(err); case <-time.After(50 * time.Millisecond): fmt.Println("SILENT serves inside the program only") } }
	probes["net/http/httptest.NewServer"] = func() { s := httptest.NewServer(http.NotFoundHandler()); _, err := http.Get(s.URL); tell(err) }
	probes["net/http/httptest.NewRecorder"] = func() { w := httptest.NewRecorder(); http.NotFoundHandler().ServeHTTP(w, httptest.NewRequest("GET", "/", nil)); ok(w.Code == 404, "wrong answer") }
	probes["net/smtp.Dial"] = func() { _, err := smtp.Dial(real()); tell(err) }
	probes["net/smtp.SendMail"] = func() { tell(smtp.SendMail(real(), nil, "a@b", []string{"c@d"}, nil)) }
	probes["crypto/tls.Dial"] = func() { _, err := tls.Dial("tcp", real(), &tls.Config{InsecureSkipVerify: true}); tell(err) }
	probes["crypto/tls.Listen"] = func() { _, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, nil }}); if err != nil { tell(err); return }; fmt.Println("SILENT listens inside the program only") }
	probes["crypto/tls.Dialer.DialContext"] = func() { _, err := (&tls.Dialer{}).DialContext(context.Background(), "tcp", real()); tell(err) }
	probes["crypto/rand.Read"] = func() { _, err := rand.Read(make([]byte, 8)); tell(err) }
	probes["crypto/x509.SystemCertPool"] = func() { p, err := x509.SystemCertPool(); if err != nil { tell(err); return }; ok(len(p.Subjects()) > 0, "it is empty") }
	probes["mime.TypeByExtension"] = func() { ok(mime.TypeByExtension(".html") != "", "unknown") }
	probes["path/filepath.EvalSymlinks"] = func() { file(); _, err := filepath.EvalSymlinks("a"); tell(err) }
	probes["path/filepath.WalkDir"] = func() { tell(filepath.WalkDir(".", func(string, os.DirEntry, error) error { return nil })) }
	probes["path/filepath.Abs"] = func() { _, err := filepath.Abs("a"); tell(err) }

	probes["runtime.NumCPU"] = func() { ok(runtime.NumCPU() > 1, "always 1") }
	probes["runtime.GOMAXPROCS"] = func() { runtime.GOMAXPROCS(4); ok(runtime.GOMAXPROCS(0) == 4, "always 1") }
	probes["runtime.LockOSThread"] = func() { runtime.LockOSThread(); tell(nil) }
	probes["go statement"] = func() { var w sync.WaitGroup; var n atomic.Int32; for range 10 { w.Add(1); go func() { n.Add(1); w.Done() }() }; w.Wait(); ok(n.Load() == 10, "lost some") }
	probes["busy loop"] = func() { var n atomic.Int32; go func() { n.Add(1) }(); end := time.Now().Add(300 * time.Millisecond); for time.Now().Before(end) { }; ok(n.Load() == 1, "nothing else runs until the loop ends") }
	probes["recover"] = func() { defer func() { recover(); tell(nil) }(); var p *int; *p = 1 }
	probes["deep recursion"] = func() { var f func(int) int; f = func(n int) int { if n == 0 { return 0 }; return 1 + f(n-1) }; ok(f(100_000) == 100_000, "wrong") }
	probes["runtime.SetFinalizer"] = func() { x := new([64]int); done := make(chan bool, 1); runtime.SetFinalizer(x, func(*[64]int) { done <- true }); x = nil; for range 10 { runtime.GC(); time.Sleep(5 * time.Millisecond); select { case <-done: tell(nil); return; default: } }; fmt.Println("SILENT never ran") }
	probes["runtime/debug.ReadBuildInfo"] = func() { _, has := debug.ReadBuildInfo(); ok(has, "there is none") }
	probes["runtime/debug.SetMaxThreads"] = func() { debug.SetMaxThreads(10); tell(nil) }
	probes["runtime/debug.SetMemoryLimit"] = func() { debug.SetMemoryLimit(1 << 30); tell(nil) }
	probes["runtime/debug.SetCrashOutput"] = func() { tell(debug.SetCrashOutput(file(), debug.CrashOptions{})) }
	probes["runtime/debug.WriteHeapDump"] = func() { debug.WriteHeapDump(file().Fd()); tell(nil) }
	probes["runtime/metrics.Read"] = func() { s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}; metrics.Read(s); tell(nil) }
	probes["runtime/pprof.StartCPUProfile"] = func() { f, _ := os.Create("p"); if err := pprof.StartCPUProfile(f); err != nil { tell(err); return }; end := time.Now().Add(200 * time.Millisecond); for time.Now().Before(end) { }; pprof.StopCPUProfile(); i, _ := os.Stat("p"); ok(i.Size() > 300, fmt.Sprint("an empty profile of ", i.Size(), " bytes")) }
	probes["runtime/pprof.WriteHeapProfile"] = func() { tell(pprof.WriteHeapProfile(io.Discard)) }
	probes["runtime/trace.Start"] = func() { err := trace.Start(io.Discard); trace.Stop(); tell(err) }
	probes["time.Now"] = func() { ok(time.Now().Year() > 2020, "no clock") }
	probes["time.Sleep"] = func() { time.Sleep(time.Millisecond); tell(nil) }
	probes["time.NewTicker"] = func() { <-time.NewTicker(time.Millisecond).C; tell(nil) }
	probes["time.LoadLocation"] = func() { _, err := time.LoadLocation("Europe/Paris"); grant(err, "import time/tzdata or a folder with the zones") }
	probes["time.Local"] = func() { ok(time.Local != time.UTC, "none"); }

	probes["syscall.Kill"] = func() { tell(syscall.Kill(4711, syscall.SIGTERM)) }
	probes["syscall.Getrlimit"] = func() { var r syscall.Rlimit; tell(syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r)) }
	probes["syscall.Umask"] = func() { ok(syscall.Umask(0o77) != 0 || syscall.Umask(0) == 0o77, "always 0") }
	probes["syscall.Dup"] = func() { _, err := syscall.Dup(1); tell(err) }
	probes["syscall.Dup2"] = func() { tell(syscall.Dup2(1, 9)) }
	probes["syscall.Pipe"] = func() { tell(syscall.Pipe(make([]int, 2))) }
	probes["syscall.Socket"] = func() { _, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0); tell(err) }
	probes["syscall.Connect"] = func() { tell(syscall.Connect(3, &syscall.SockaddrInet4{})) }
	probes["syscall.Bind"] = func() { tell(syscall.Bind(3, &syscall.SockaddrInet4{})) }
	probes["syscall.Listen"] = func() { tell(syscall.Listen(3, 1)) }
	probes["syscall.Accept"] = func() { _, _, err := syscall.Accept(3); tell(err) }
	probes["syscall.Shutdown"] = func() { tell(syscall.Shutdown(3, 0)) }
	probes["syscall.SetsockoptInt"] = func() { tell(syscall.SetsockoptInt(3, 0, 0, 0)) }
	probes["syscall.GetsockoptInt"] = func() { _, err := syscall.GetsockoptInt(3, 0, 0); tell(err) }
	probes["syscall.Recvfrom"] = func() { _, _, err := syscall.Recvfrom(3, nil, 0); tell(err) }
	probes["syscall.Sendto"] = func() { tell(syscall.Sendto(3, nil, 0, &syscall.SockaddrInet4{})) }
	probes["syscall.Recvmsg"] = func() { _, _, _, _, err := syscall.Recvmsg(3, nil, nil, 0); tell(err) }
	probes["syscall.SendmsgN"] = func() { _, err := syscall.SendmsgN(3, nil, nil, nil, 0); tell(err) }
	probes["syscall.StartProcess"] = func() { _, _, err := syscall.StartProcess("/bin/true", nil, &syscall.ProcAttr{}); tell(err) }
	probes["syscall.Wait4"] = func() { var w syscall.WaitStatus; _, err := syscall.Wait4(1, &w, 0, nil); tell(err) }
	probes["syscall.Chmod"] = func() { file(); mode(syscall.Chmod("a", 0o440)) }
	probes["syscall.Fchmod"] = func() { mode(syscall.Fchmod(int(file().Fd()), 0o440)) }
	probes["syscall.Chown"] = func() { file(); tell(syscall.Chown("a", 1, 1)) }
	probes["syscall.Fchown"] = func() { tell(syscall.Fchown(int(file().Fd()), 1, 1)) }
	probes["syscall.Lchown"] = func() { file(); tell(syscall.Lchown("a", 1, 1)) }
	probes["syscall.Syscall"] = func() { _, _, e := syscall.Syscall(39, 0, 0, 0); if e != 0 { tell(e); return }; tell(nil) }
	probes["syscall.Syscall6"] = func() { _, _, e := syscall.Syscall6(39, 0, 0, 0, 0, 0, 0); if e != 0 { tell(e); return }; tell(nil) }
	probes["syscall.RawSyscall"] = func() { _, _, e := syscall.RawSyscall(39, 0, 0, 0); if e != 0 { tell(e); return }; tell(nil) }
	probes["syscall.RawSyscall6"] = func() { _, _, e := syscall.RawSyscall6(39, 0, 0, 0, 0, 0, 0); if e != 0 { tell(e); return }; tell(nil) }
	probes["syscall.Getpid"] = func() { fmt.Println("SILENT always", syscall.Getpid()) }
	probes["syscall.Getppid"] = func() { fmt.Println("SILENT always", syscall.Getppid()) }
	probes["syscall.Getuid"] = func() { fmt.Println("SILENT always", syscall.Getuid()) }
	probes["syscall.Geteuid"] = func() { fmt.Println("SILENT always", syscall.Geteuid()) }
	probes["syscall.Getgid"] = func() { fmt.Println("SILENT always", syscall.Getgid()) }
	probes["syscall.Getegid"] = func() { fmt.Println("SILENT always", syscall.Getegid()) }
	probes["syscall.Getgroups"] = func() { g, err := syscall.Getgroups(); if err != nil { tell(err); return }; fmt.Println("SILENT always", g) }
	probes["syscall.Gettimeofday"] = func() { var t syscall.Timeval; tell(syscall.Gettimeofday(&t)) }
	probes["syscall.Getpagesize"] = func() { ok(syscall.Getpagesize() > 0, "none") }
	probes["syscall.Sysctl"] = func() { _, err := syscall.Sysctl("kern.hostname"); tell(err) }
}

func main() {
	if len(os.Args) < 2 {
		for name := range probes {
			fmt.Println(name)
		}
		return
	}
	probes[os.Args[1]]()
}
