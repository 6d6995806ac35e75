"""The only room that knows tree-sitter: grammars, queries, nodes and positions."""
