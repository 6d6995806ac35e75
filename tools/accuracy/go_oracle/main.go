// Lists every use of a name from another module, as the type checker sees it.
//
//	go run . DIR [PATTERN...]
//
// One line a use: file, line, symbol, separated by tabs; files are relative to
// DIR. A name of a package is path.Name, a method or field path.Type.Name with
// the type that declares it. Files that the build of the environment leaves
// out (GOOS, GOARCH, CGO_ENABLED) are not seen, and they are listed by nobody:
// the first column of a line without symbol names a file that was seen.
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/types"
	"os"
	"path/filepath"

	"golang.org/x/tools/go/packages"
)

func main() {
	root, _ := filepath.Abs(os.Args[1])
	patterns := os.Args[2:]
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	mode := packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
		packages.NeedDeps | packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedModule
	loaded, err := packages.Load(&packages.Config{Mode: mode, Dir: root}, patterns...)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for _, p := range loaded {
		for _, e := range p.Errors {
			fmt.Fprintln(os.Stderr, p.PkgPath, e)
		}
		list(out, root, p)
	}
}

func list(out *bufio.Writer, root string, p *packages.Package) {
	where := func(n ast.Node) (string, int) {
		position := p.Fset.Position(n.Pos())
		path, _ := filepath.Rel(root, position.Filename)
		return filepath.ToSlash(path), position.Line
	}
	for _, file := range p.Syntax {
		path, _ := where(file)
		fmt.Fprintf(out, "%s\n", path)
		owners := keys(p.TypesInfo, file)
		ast.Inspect(file, func(n ast.Node) bool {
			if selected, ok := n.(*ast.SelectorExpr); ok {
				if s := p.TypesInfo.Selections[selected]; s != nil {
					owners[selected.Sel] = owner(s)
				}
			}
			return true
		})
		for name, object := range p.TypesInfo.Uses {
			if p.Fset.File(name.Pos()) != p.Fset.File(file.Pos()) || object.Pkg() == nil || object.Pkg() == p.Types {
				continue
			}
			if _, isPackage := object.(*types.PkgName); isPackage {
				continue
			}
			symbol := object.Pkg().Path() + "." + object.Name()
			if held, isMember := owners[name]; isMember {
				if held == "" {
					continue
				}
				symbol = held + "." + object.Name()
			} else if object.Parent() != object.Pkg().Scope() {
				continue
			}
			path, line := where(name)
			fmt.Fprintf(out, "%s\t%d\t%s\n", path, line, symbol)
		}
	}
}

// owner is the type that declares a selected member; "" when it has no name.
func owner(s *types.Selection) string {
	if method, ok := s.Obj().(*types.Func); ok {
		if receiver := method.Signature().Recv(); receiver != nil {
			return name(receiver.Type())
		}
	}
	t := s.Recv()
	for _, place := range s.Index()[:len(s.Index())-1] {
		held, ok := bare(t).Underlying().(*types.Struct)
		if !ok {
			return ""
		}
		t = held.Field(place).Type()
	}
	return name(t)
}

func bare(t types.Type) types.Type {
	t = types.Unalias(t)
	if pointer, ok := t.(*types.Pointer); ok {
		t = types.Unalias(pointer.Elem())
	}
	return t
}

func name(t types.Type) string {
	if named, ok := bare(t).(*types.Named); ok && named.Obj().Pkg() != nil {
		return named.Obj().Pkg().Path() + "." + named.Obj().Name()
	}
	return ""
}

// keys are the names of fields in composite literals, with the types that have them.
func keys(info *types.Info, file *ast.File) map[*ast.Ident]string {
	found := map[*ast.Ident]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		literal, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		for _, element := range literal.Elts {
			pair, isPair := element.(*ast.KeyValueExpr)
			if !isPair {
				continue
			}
			if key, isName := pair.Key.(*ast.Ident); isName {
				if field, isField := info.Uses[key].(*types.Var); isField && field.IsField() {
					found[key] = name(info.TypeOf(literal))
				}
			}
		}
		return true
	})
	return found
}
