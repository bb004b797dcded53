package rule

import (
	"fmt"
	"io/fs"
	"strings"
)

// Doc is a rule's documentation: a page of Markdown beside the rule, parsed
// when somebody asks for it.
type Doc struct {
	FS   fs.FS
	File string
}

// Page is the parsed documentation of a rule.
type Page struct {
	Title   string
	Why     string    // what breaks, in one or a few paragraphs
	Fix     string    // what to do
	Since   string    // the version of Breakwater that has it first
	Sources []string  // where each fact comes from
	Bad     []Example // files that together give the finding
	Good    []Example // the same, put right
}

// Example is one file of an example.
type Example struct{ File, Language, Text string }

// Page reads and parses the documentation. A page that lacks a part is an
// error that names it.
func (d Doc) Page() (Page, error) {
	text, err := fs.ReadFile(d.FS, d.File)
	if err != nil {
		return Page{}, err
	}
	page, err := parsePage(string(text))
	if err != nil {
		return Page{}, fmt.Errorf("%s: %w", d.File, err)
	}
	return page, nil
}

// parsePage reads "# TITLE" and the sections Why, Fix, Since, Sources, Bad
// and Good, each below a heading of level two.
func parsePage(text string) (Page, error) {
	head, body, _ := strings.Cut(text, "\n## ")
	title, isTitle := strings.CutPrefix(strings.TrimSpace(head), "# ")
	if !isTitle {
		return Page{}, fmt.Errorf("does not start with a title")
	}
	page := Page{Title: title}
	for section := range strings.SplitSeq(body, "\n## ") {
		name, content, _ := strings.Cut(section, "\n")
		content = strings.TrimSpace(content)
		switch strings.TrimSpace(name) {
		case "Why":
			page.Why = content
		case "Fix":
			page.Fix = content
		case "Since":
			page.Since = content
		case "Sources":
			page.Sources = bullets(content)
		case "Bad":
			page.Bad = examples(content)
		case "Good":
			page.Good = examples(content)
		default:
			return Page{}, fmt.Errorf("has an unknown section %q", name)
		}
	}
	return page, page.complete()
}

func (p *Page) complete() error {
	for _, section := range []struct {
		name    string
		missing bool
	}{
		{"Why", p.Why == ""}, {"Fix", p.Fix == ""}, {"Since", p.Since == ""},
		{"Sources", len(p.Sources) == 0}, {"Bad", len(p.Bad) == 0}, {"Good", len(p.Good) == 0},
	} {
		if section.missing {
			return fmt.Errorf("has no section %s, or an empty one", section.name)
		}
	}
	return nil
}

func bullets(text string) []string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if item, ok := strings.CutPrefix(line, "- "); ok {
			out = append(out, strings.TrimSpace(item))
		} else if rest := strings.TrimSpace(line); rest != "" && len(out) > 0 {
			out[len(out)-1] += " " + rest
		}
	}
	return out
}

// examples reads fenced blocks: ```LANGUAGE FILE.
func examples(text string) []Example {
	var out []Example
	for {
		_, rest, found := strings.Cut(text, "```")
		if !found {
			return out
		}
		info, rest, _ := strings.Cut(rest, "\n")
		body, after, _ := strings.Cut(rest, "```")
		language, file, _ := strings.Cut(strings.TrimSpace(info), " ")
		out = append(out, Example{File: strings.TrimSpace(file), Language: language, Text: body})
		text = after
	}
}
