// Command reference writes the documents that tables of the program say: the fields
// that filters know, the keys, and what the program's words mean.
//
//	go run ./docs/reference
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	dir := flag.String("dir", "docs", "where the documents are")
	flag.Parse()
	for _, p := range pages() {
		if err := os.WriteFile(filepath.Join(*dir, p.file), []byte(p.text), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "reference:", err)
			os.Exit(1)
		}
	}
}

// page is a document that is written anew.
type page struct{ file, text string }

func pages() []page {
	return []page{{"fields.md", fieldsPage()}, {"keys.md", keysPage()}, {"words.md", wordsPage()}}
}

// note says of a page where it comes from.
const note = "<!-- Written by go run ./docs/reference from the program's own tables: change those. -->\n"
