//! Prints every path that a Rust source names, resolved through `use`: `file<TAB>line<TAB>kind<TAB>path`.
//!
//!     rust_oracle FOLDER
//!
//! Built on syn, it shares nothing with the reader it is compared with. Kinds: call, value, type,
//! import, macro. Names that an item, a parameter or a `let` of the file shadows are left out, and
//! so are paths below `crate`, `self` and `super`. Method calls are not resolved.
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use std::collections::{HashMap, HashSet};
use std::path::Path as FilePath;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

#[derive(Default, Clone)]
struct Scope {
    names: HashMap<String, Vec<String>>,
    globs: Vec<Vec<String>>,
    items: HashSet<String>,
    module: bool,
}

struct Reader {
    file: String,
    scopes: Vec<Scope>,
    locals: Vec<HashSet<String>>,
    out: Vec<(String, usize, &'static str, String)>,
}

fn leaves(tree: &syn::UseTree, start: &[String], found: &mut Vec<(Option<String>, Vec<String>, Span)>) {
    match tree {
        syn::UseTree::Path(p) => {
            let mut next = start.to_vec();
            next.push(p.ident.to_string());
            leaves(&p.tree, &next, found);
        }
        syn::UseTree::Name(n) => {
            let name = n.ident.to_string();
            let mut path = start.to_vec();
            if name != "self" || path.is_empty() {
                path.push(name.clone());
            }
            found.push((path.last().cloned(), path, n.ident.span()));
        }
        syn::UseTree::Rename(r) => {
            let mut path = start.to_vec();
            if r.ident != "self" {
                path.push(r.ident.to_string());
            }
            found.push((Some(r.rename.to_string()), path, r.ident.span()));
        }
        syn::UseTree::Glob(g) => found.push((None, start.to_vec(), g.span())),
        syn::UseTree::Group(g) => g.items.iter().for_each(|one| leaves(one, start, found)),
    }
}

fn gather<'a>(items: impl Iterator<Item = &'a syn::Item>, module: bool) -> Scope {
    let mut scope = Scope { module, ..Scope::default() };
    for item in items {
        match item {
            syn::Item::Use(u) => {
                let mut found = Vec::new();
                leaves(&u.tree, &[], &mut found);
                for (name, mut path, _) in found {
                    if u.leading_colon.is_some() {
                        path.insert(0, String::new());
                    }
                    match name {
                        Some(name) => { scope.names.insert(name, path); }
                        None => scope.globs.push(path),
                    }
                }
            }
            syn::Item::ExternCrate(c) => {
                let name = c.rename.as_ref().map_or(c.ident.to_string(), |(_, n)| n.to_string());
                scope.names.insert(name, vec![String::new(), c.ident.to_string()]);
            }
            syn::Item::Type(t) => {
                if let syn::Type::Path(p) = &*t.ty {
                    let path = p.path.segments.iter().map(|s| s.ident.to_string()).collect();
                    scope.names.insert(t.ident.to_string(), path);
                }
            }
            syn::Item::Fn(i) => { scope.items.insert(i.sig.ident.to_string()); }
            syn::Item::Mod(i) => { scope.items.insert(i.ident.to_string()); }
            syn::Item::Struct(i) => { scope.items.insert(i.ident.to_string()); }
            syn::Item::Enum(i) => { scope.items.insert(i.ident.to_string()); }
            syn::Item::Trait(i) => { scope.items.insert(i.ident.to_string()); }
            syn::Item::Const(i) => { scope.items.insert(i.ident.to_string()); }
            syn::Item::Static(i) => { scope.items.insert(i.ident.to_string()); }
            syn::Item::ForeignMod(f) => for one in &f.items {
                if let syn::ForeignItem::Fn(i) = one { scope.items.insert(i.sig.ident.to_string()); }
            },
            _ => {}
        }
    }
    scope
}

impl Reader {
    fn resolve(&self, path: &[String], depth: usize) -> Option<Vec<String>> {
        self.resolve_in(path, self.scopes.len(), depth)
    }

    fn resolve_in(&self, path: &[String], top: usize, depth: usize) -> Option<Vec<String>> {
        let first = path.first()?;
        if first.is_empty() { return Some(path[1..].to_vec()); }
        if ["crate", "self", "super", "Self"].contains(&first.as_str()) || depth == 0 { return None; }
        for at in (0..top).rev() {
            let scope = &self.scopes[at];
            if let Some(meant) = scope.names.get(first) {
                let full: Vec<String> = meant.iter().chain(&path[1..]).cloned().collect();
                // `use tempfile::tempfile` binds a function: `tempfile::x` is still the crate.
                if meant[0] == *first && meant.len() > 1 && path.len() > 1 { return Some(path.to_vec()); }
                if meant[0] == *first {
                    return if at > 0 && !scope.module { self.resolve_in(&full, at, depth - 1) } else { Some(full) };
                }
                return self.resolve_in(&full, at + 1, depth - 1);
            }
            if scope.items.contains(first) { return None; }
            if scope.module { break; }
        }
        if path.len() == 1 {
            return None;
        }
        Some(path.to_vec())
    }

    fn globs(&self, name: &str) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        for scope in self.scopes.iter().rev() {
            for glob in &scope.globs {
                if let Some(mut full) = self.resolve(glob, 9).or_else(|| (glob.len() == 1).then(|| glob.clone())) {
                    full.push(name.to_string());
                    found.push(full);
                }
            }
            if scope.module { break; }
        }
        found
    }

    fn tell(&mut self, path: Vec<String>, line: usize, kind: &'static str) {
        if path.len() == 1 && self.locals.iter().any(|names| names.contains(&path[0])) { return; }
        let starred = if path.len() <= 2 { self.globs(&path[0]) } else { Vec::new() };
        for mut full in starred {
            full.extend(path[1..].iter().cloned());
            self.out.push((self.file.clone(), line, "glob", full.join("::")));
        }
        if let Some(full) = self.resolve(&path, 9) {
            self.out.push((self.file.clone(), line, kind, full.join("::")));
        }
    }

    fn path(&mut self, path: &syn::Path, kind: &'static str) {
        let mut names: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        if path.leading_colon.is_some() { names.insert(0, String::new()); }
        let line = path.segments.last().map_or(0, |s| s.ident.span().start().line);
        self.tell(names, line, kind);
    }

    fn tokens(&mut self, stream: TokenStream) {
        let all: Vec<TokenTree> = stream.into_iter().collect();
        let colon = |t: Option<&TokenTree>| matches!(t, Some(TokenTree::Punct(p)) if p.as_char() == ':');
        let mut at = 0;
        while at < all.len() {
            match &all[at] {
                TokenTree::Group(g) => { self.tokens(g.stream()); at += 1; }
                TokenTree::Ident(_) => {
                    let member = at > 0 && matches!(&all[at - 1], TokenTree::Punct(p) if p.as_char() == '.');
                    let mut names = Vec::new();
                    let mut line = 0;
                    while let Some(TokenTree::Ident(i)) = all.get(at) {
                        names.push(i.to_string());
                        line = i.span().start().line;
                        at += 1;
                        if colon(all.get(at)) && colon(all.get(at + 1)) { at += 2; } else { break; }
                    }
                    let call = match all.get(at) {
                        Some(TokenTree::Group(g)) => g.delimiter() == Delimiter::Parenthesis,
                        Some(TokenTree::Punct(p)) => p.as_char() == '!',
                        _ => false,
                    };
                    if !member { self.tell(names, line, if call { "call" } else { "token" }); }
                }
                _ => at += 1,
            }
        }
    }
}

fn bound(pattern: &syn::Pat, found: &mut HashSet<String>) {
    struct Names<'a>(&'a mut HashSet<String>);
    impl<'ast> Visit<'ast> for Names<'_> {
        fn visit_pat_ident(&mut self, p: &'ast syn::PatIdent) {
            self.0.insert(p.ident.to_string());
            visit::visit_pat_ident(self, p);
        }
    }
    Names(found).visit_pat(pattern);
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_file(&mut self, f: &'ast syn::File) {
        self.scopes.push(gather(f.items.iter(), true));
        visit::visit_file(self, f);
        self.scopes.pop();
    }
    fn visit_item_mod(&mut self, m: &'ast syn::ItemMod) {
        m.attrs.iter().for_each(|a| self.visit_attribute(a));
        if let Some((_, items)) = &m.content {
            self.scopes.push(gather(items.iter(), true));
            items.iter().for_each(|i| self.visit_item(i));
            self.scopes.pop();
        }
    }
    fn visit_block(&mut self, b: &'ast syn::Block) {
        let items = b.stmts.iter().filter_map(|s| if let syn::Stmt::Item(i) = s { Some(i) } else { None });
        self.scopes.push(gather(items, false));
        self.locals.push(HashSet::new());
        visit::visit_block(self, b);
        self.locals.pop();
        self.scopes.pop();
    }
    fn visit_local(&mut self, l: &'ast syn::Local) {
        visit::visit_local(self, l);
        if let Some(names) = self.locals.last_mut() { bound(&l.pat, names); }
    }
    fn visit_item_fn(&mut self, f: &'ast syn::ItemFn) {
        let mut names = HashSet::new();
        for input in &f.sig.inputs { if let syn::FnArg::Typed(t) = input { bound(&t.pat, &mut names); } }
        let outer = std::mem::replace(&mut self.locals, vec![names]);
        visit::visit_item_fn(self, f);
        self.locals = outer;
    }
    fn visit_impl_item_fn(&mut self, f: &'ast syn::ImplItemFn) {
        let mut names = HashSet::new();
        for input in &f.sig.inputs { if let syn::FnArg::Typed(t) = input { bound(&t.pat, &mut names); } }
        let outer = std::mem::replace(&mut self.locals, vec![names]);
        visit::visit_impl_item_fn(self, f);
        self.locals = outer;
    }
    fn visit_expr_closure(&mut self, c: &'ast syn::ExprClosure) {
        let mut names = HashSet::new();
        c.inputs.iter().for_each(|p| bound(p, &mut names));
        self.locals.push(names);
        visit::visit_expr_closure(self, c);
        self.locals.pop();
    }
    fn visit_item_use(&mut self, u: &'ast syn::ItemUse) {
        let mut found = Vec::new();
        leaves(&u.tree, &[], &mut found);
        for (_, path, span) in found {
            let own: HashSet<&str> = HashSet::from(["crate", "self", "super"]);
            if path.is_empty() || own.contains(path[0].as_str()) { continue; }
            let meant = if path.len() > 1 { self.resolve(&path, 9) } else { Some(path) };
            if let Some(full) = meant {
                self.out.push((self.file.clone(), span.start().line, "import", full.join("::")));
            }
        }
    }
    fn visit_expr_call(&mut self, c: &'ast syn::ExprCall) {
        if let syn::Expr::Path(p) = &*c.func {
            if p.qself.is_none() { self.path(&p.path, "call"); }
            visit::visit_path(self, &p.path);
        } else {
            self.visit_expr(&c.func);
        }
        c.args.iter().for_each(|a| self.visit_expr(a));
    }
    fn visit_expr_path(&mut self, p: &'ast syn::ExprPath) {
        if p.qself.is_none() { self.path(&p.path, "value"); }
        visit::visit_expr_path(self, p);
    }
    fn visit_type_path(&mut self, t: &'ast syn::TypePath) {
        if t.qself.is_none() { self.path(&t.path, "type"); }
        visit::visit_type_path(self, t);
    }
    fn visit_item_impl(&mut self, i: &'ast syn::ItemImpl) {
        if let Some((_, path, _)) = &i.trait_ { self.path(path, "value"); }
        visit::visit_item_impl(self, i);
    }
    fn visit_attribute(&mut self, a: &'ast syn::Attribute) {
        self.path(a.path(), "call");
    }
    fn visit_macro(&mut self, m: &'ast syn::Macro) {
        let last = m.path.segments.last().map(|s| s.ident.to_string()).unwrap_or_default();
        self.path(&m.path, "call");
        if last != "cfg" { self.tokens(m.tokens.clone()); }
    }
}

fn walk(root: &FilePath, folder: &FilePath, out: &mut Vec<(String, usize, &'static str, String)>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().map(|e| e.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(root, &path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let file = path.strip_prefix(root).unwrap().to_string_lossy().to_string();
            let Ok(source) = std::fs::read_to_string(&path) else { println!("{file}\t0\tunread\t"); continue };
            match syn::parse_file(&source) {
                Ok(tree) => {
                    let mut reader = Reader { file, scopes: vec![], locals: vec![], out: vec![] };
                    reader.visit_file(&tree);
                    out.append(&mut reader.out);
                }
                Err(_) => println!("{file}\t0\tunread\t"),
            }
        }
    }
}

fn main() {
    let root = std::env::args().nth(1).expect("a folder");
    let mut out = Vec::new();
    walk(FilePath::new(&root), FilePath::new(&root), &mut out);
    out.sort();
    out.dedup();
    for (file, line, kind, path) in out {
        println!("{file}\t{line}\t{kind}\t{path}");
    }
}
