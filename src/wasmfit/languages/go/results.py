"""What functions, methods, fields and variables of the standard library give: their types.

Only types from which a method that reaches the system can be called. Written
by ``tools/measure_go_types.py`` from the sources of Go 1.27.3.
"""

_TABLE = """
net.Dialer: crypto/tls.Dialer.NetDialer
net.Resolver: net.DefaultResolver net.Dialer.Resolver
net.TCPConn: net.DialTCP()#0 net.Dialer.DialTCP()#0 net.TCPListener.AcceptTCP()#0
net.TCPListener: net.ListenTCP()#0
net.UDPConn: net.DialUDP()#0 net.Dialer.DialUDP()#0 net.ListenMulticastUDP()#0 net.ListenUDP()#0
net.UnixConn: net.DialUnix()#0 net.Dialer.DialUnix()#0 net.ListenUnixgram()#0
net.UnixListener.AcceptUnix()#0
net.UnixListener: net.ListenUnix()#0
net/http.Client: net/http.DefaultClient net/http/httptest.Server.Client()#0
net/http.Server: net/http/httptest.Server.Config
net/http.Transport: net/http.Transport.Clone()#0
net/http/httptest.Server: net/http/httptest.NewServer()#0 net/http/httptest.NewTLSServer()#0
net/http/httptest.NewTestServer()#0 net/http/httptest.NewUnstartedServer()#0
os.File: io/ioutil.TempFile()#0 net.TCPListener.File()#0 net.UnixListener.File()#0 os.Create()#0
os.CreateTemp()#0 os.NewFile()#0 os.Open()#0 os.OpenFile()#0 os.OpenInRoot()#0 os.Pipe()#0
os.Pipe()#1 os.Root.Create()#0 os.Root.Open()#0 os.Root.OpenFile()#0 os.Stderr os.Stdin
os.Stdout
os.Process: os.FindProcess()#0 os.StartProcess()#0 os/exec.Cmd.Process
os.Root: os.OpenRoot()#0 os.Root.OpenRoot()#0
os/exec.Cmd: os/exec.Command()#0 os/exec.CommandContext()#0
syscall.SysProcAttr: os.ProcAttr.Sys os/exec.Cmd.SysProcAttr syscall.ProcAttr.Sys
"""


def _read(table: str) -> dict[str, str]:
    """Lines of a type and the members that give it, ``()#0`` meaning the first result."""
    found: dict[str, str] = {}
    result = ""
    for word in table.split():
        if word.endswith(":"):
            result = word[:-1]
        else:
            found[word] = result
    return found


RESULTS = _read(_TABLE)

ALIASES = {"golang.org/x/sys/execabs.Cmd": "os/exec.Cmd"}
"""Types that are another name for one of the standard library."""
