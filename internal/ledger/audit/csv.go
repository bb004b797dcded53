package audit

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
)

// csv reads a table whose first line names the columns (RFC 4180).
func (r *reader) csv(in *bufio.Reader) error {
	table := csv.NewReader(in)
	table.ReuseRecord = true
	head, err := table.Read()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return r.csvError(table, err)
	}
	columns, err := r.columns(slices.Clone(head))
	if err != nil {
		return err
	}
	for {
		row, err := table.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return r.csvError(table, err)
		}
		if err := r.row(table, columns, row); err != nil {
			return err
		}
	}
}

// columns are the places of the fields in a row.
func (r *reader) columns(head []string) (map[string]int, error) {
	out := map[string]int{}
	for i, name := range head {
		if _, twice := out[name]; twice {
			return nil, r.broken(1, 1, "two columns are called %q", name)
		}
		out[name] = i
	}
	for _, n := range r.fields.named() {
		if _, there := out[n.field]; !there {
			return nil, r.broken(1, 1, "no column is called %q, which %s names: there are %s", n.field, n.flag, strings.Join(head, ", "))
		}
	}
	return out, nil
}

func (r *reader) row(table *csv.Reader, columns map[string]int, row []string) error {
	for i, text := range row {
		if line, column := table.FieldPos(i); r.utf8(line, []byte(text)) != nil {
			return r.broken(line, column, "a column has bytes that are no UTF-8: convert the file to it, for example by iconv -f LATIN1 -t UTF-8")
		}
	}
	n, _ := table.FieldPos(0)
	return r.take(n, 1, func(field string) (cell, error) {
		i := columns[field]
		_, column := table.FieldPos(i)
		return cell{there: true, column: column, text: []byte(row[i]), isText: true}, nil
	})
}

func (r *reader) csvError(table *csv.Reader, err error) error {
	if parse, is := errors.AsType[*csv.ParseError](err); is {
		return r.broken(parse.Line, parse.Column, "no CSV: %v", parse.Err)
	}
	line, _ := table.FieldPos(0)
	return r.broken(max(line, 1), 1, "the line cannot be read: %v", err)
}
