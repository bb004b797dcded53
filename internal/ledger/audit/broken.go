package audit

import "fmt"

// Broken is what is wrong with an audit log, and where.
type Broken struct {
	File         string
	Line, Column int // from 1; the column counts bytes
	What         string
}

// Error is FILE:LINE:COLUMN and the sentence.
func (b *Broken) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s; nothing was sent", b.File, b.Line, b.Column, b.What)
}
