package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/cli"
)

// commandPages adds a page for each command and their index.
func commandPages(pages map[string][]byte) {
	var index bytes.Buffer
	index.WriteString(generatedBy + "# Commands\n\n| command | what it does |\n|---|---|\n")
	for _, h := range cli.Help() {
		file := strings.ReplaceAll(strings.TrimPrefix(h.Path, "breakwater "), " ", "-") + ".md"
		fmt.Fprintf(&index, "| [%s](%s) | %s |\n", h.Path, file, h.Short)
		pages["docs/commands/"+file] = commandPage(h)
	}
	pages["docs/commands/README.md"] = index.Bytes()
}

func commandPage(h cli.Page) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s# %s\n\n%s\n\n```\n%s\n```\n", generatedBy, h.Path, h.Short, strings.TrimSpace(h.Text))
	return b.Bytes()
}
