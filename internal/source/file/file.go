// Package file is the source that reads files: it walks the given paths,
// recognises each file by its content, and has its format read it.
package file

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"sync"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source"
	"github.com/breakwaterhq/breakwater/internal/source/file/terraform"
)

// Options are what to read. A walk leaves out what a .gitignore names, even
// where git tracks the file all the same: what git tracks is not looked up. A
// path that is named is read whatever a .gitignore or Exclude says.
type Options struct {
	Paths     []string               // files and folders; "-" is Stdin
	Exclude   func(path string) bool // paths that a walk leaves out; nil: none
	Stdin     io.Reader
	StdinName string // what standard input is called in findings
}

// New is a source of the files at some paths.
func New(o Options) source.Source { return &files{options: o, patience: patience} }

type files struct {
	options  Options
	patience time.Duration // with a pipe that is named
}

var _ source.Source = (*files)(nil)

// able is all that files can tell.
var able = model.FactsOf(model.FactDocuments, model.FactTopicConfig, model.FactTopicLayout,
	model.FactBrokerConfig, model.FactBrokerCount, model.FactQuorum, model.FactClientConfig, model.FactWorkloads)

// Can is every fact that some format can bring.
func (f *files) Can(context.Context) (model.Facts, []model.Gap) { return able, nil }

// Collect reads every file. Files are read side by side and merged in the
// order of their paths, so that the result does not depend on chance.
func (f *files) Collect(ctx context.Context, _ model.Facts, b *model.Builder) error {
	jobs := f.list(ctx)
	now, _ := b.Snapshots()
	at := now.At
	built := make([]*model.Builder, len(jobs))
	next := make(chan int)
	var readers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(jobs)) {
		readers.Go(func() {
			for i := range next {
				built[i] = model.NewBuilder(at)
				jobs[i].do(ctx, jobs[i].path, built[i])
			}
		})
	}
	for i := range jobs {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	readers.Wait()
	for _, one := range built {
		if one != nil {
			b.Merge(one)
		}
	}
	terraform.Link(now)
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("reading files: %w", err)
	}
	return nil
}

// Texts is a source of files that lie in memory: documentation examples and
// tests.
func Texts(files map[string]string) source.Source { return texts(files) }

type texts map[string]string

var _ source.Source = texts(nil)

// Can is what files can tell.
func (t texts) Can(context.Context) (model.Facts, []model.Gap) { return able, nil }

// Collect reads the texts in the order of their names.
func (t texts) Collect(ctx context.Context, _ model.Facts, b *model.Builder) error {
	for _, name := range sortedKeys(t) {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("reading files: %w", err)
		}
		Read(name, []byte(t[name]), b)
	}
	now, _ := b.Snapshots()
	terraform.Link(now)
	return nil
}
