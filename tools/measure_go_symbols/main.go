// What the standard library exports for the GOOS and GOARCH of the environment.
//
//	symbols   every exported name, method and field, one a line: package, tab, symbol, tab, kind
//	types     what functions, methods, fields and variables give: symbol, tab, type
//
// Types are followed only where a method can be called on them. Read from the
// sources of the Go installation that runs it; see tools/measure_go_std.py.
package main

import (
	"bufio"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"sort"
	"strings"
)

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	show := map[string]func(*bufio.Writer, *types.Package){"symbols": symbols, "types": members}[os.Args[1]]
	source := importer.ForCompiler(token.NewFileSet(), "source", nil)
	for _, path := range packages() {
		found, err := source.Import(path)
		if err != nil {
			fmt.Fprintln(os.Stderr, path, err)
			continue
		}
		show(out, found)
	}
}

// packages are the paths of the public packages of the standard library.
func packages() []string {
	list, err := exec.Command("go", "list", "std").Output()
	if err != nil {
		panic(err)
	}
	var kept []string
	for _, path := range strings.Fields(string(list)) {
		if !strings.Contains("/"+path+"/", "/internal/") && !strings.HasPrefix(path, "vendor/") && path != "runtime/cgo" {
			kept = append(kept, path)
		}
	}
	sort.Strings(kept)
	return kept
}

func symbols(out *bufio.Writer, p *types.Package) {
	for _, name := range p.Scope().Names() {
		object := p.Scope().Lookup(name)
		if !object.Exported() {
			continue
		}
		fmt.Fprintf(out, "%s\t%s.%s\t%s\n", p.Path(), p.Path(), name, kind(object))
		for _, method := range methods(object) {
			fmt.Fprintf(out, "%s\t%s.%s.%s\tmethod\n", p.Path(), p.Path(), name, method.Name())
		}
		if held, ok := object.Type().Underlying().(*types.Struct); ok && kind(object) == "type" {
			for field := range held.Fields() {
				if field.Exported() {
					fmt.Fprintf(out, "%s\t%s.%s.%s\tfield\n", p.Path(), p.Path(), name, field.Name())
				}
			}
		}
	}
}

func kind(object types.Object) string {
	switch object.(type) {
	case *types.Func:
		return "func"
	case *types.TypeName:
		return "type"
	case *types.Const:
		return "const"
	}
	return "var"
}

func methods(object types.Object) []*types.Func {
	named, ok := object.Type().(*types.Named)
	if _, isType := object.(*types.TypeName); !ok || !isType {
		return nil
	}
	var found []*types.Func
	for method := range named.Methods() {
		if method.Exported() {
			found = append(found, method)
		}
	}
	return found
}

func members(out *bufio.Writer, p *types.Package) {
	for _, name := range p.Scope().Names() {
		object := p.Scope().Lookup(name)
		if !object.Exported() {
			continue
		}
		symbol := p.Path() + "." + name
		switch object := object.(type) {
		case *types.Func:
			results(out, symbol, object)
		case *types.Var:
			member(out, symbol, object.Type())
		case *types.TypeName:
			for _, method := range methods(object) {
				results(out, symbol+"."+method.Name(), method)
			}
			fields(out, symbol, object)
		}
	}
}

func results(out *bufio.Writer, symbol string, f *types.Func) {
	given := f.Type().(*types.Signature).Results()
	for i := range given.Len() {
		member(out, fmt.Sprintf("%s()#%d", symbol, i), given.At(i).Type())
	}
}

func fields(out *bufio.Writer, symbol string, object *types.TypeName) {
	if held, ok := object.Type().Underlying().(*types.Struct); ok {
		for field := range held.Fields() {
			if field.Exported() {
				member(out, symbol+"."+field.Name(), field.Type())
			}
		}
	}
}

func member(out *bufio.Writer, symbol string, t types.Type) {
	if pointer, ok := t.(*types.Pointer); ok {
		t = pointer.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if ok && named.Obj().Pkg() != nil && named.Obj().Exported() {
		fmt.Fprintf(out, "%s\t%s.%s\n", symbol, named.Obj().Pkg().Path(), named.Obj().Name())
	}
}
