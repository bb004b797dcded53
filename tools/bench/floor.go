package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"go.yaml.in/yaml/v3"

	"github.com/breakwaterhq/breakwater/internal/engine"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/source"
	"github.com/breakwaterhq/breakwater/internal/source/file"
)

// parseAll is the floor: read and parse every file by the library that lint
// uses for it, on all cores, and do nothing with it.
func parseAll(dir string) error {
	var paths []string
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			paths = append(paths, p)
		}
		return err
	})
	if err != nil {
		return err
	}
	next, failed := make(chan string), make(chan error, len(paths))
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for p := range next {
				if err := parseOne(p); err != nil {
					failed <- fmt.Errorf("%s: %w", p, err)
				}
			}
		})
	}
	for _, p := range paths {
		next <- p
	}
	close(next)
	workers.Wait()
	close(failed)
	return <-failed
}

func parseOne(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	switch filepath.Ext(path) {
	case ".yaml":
		var root yaml.Node
		if err := yaml.NewDecoder(bytes.NewReader(text)).Decode(&root); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
	case ".tf":
		if _, diagnostics := hclsyntax.ParseConfig(text, path, hcl.InitialPos); diagnostics.HasErrors() {
			return diagnostics
		}
	case ".json":
		var plan any
		return json.Unmarshal(text, &plan)
	}
	return nil // Java properties have no library: reading them is their floor
}

// allocationsPerFile lints the folder inside this process.
func allocationsPerFile(dir string) (allocations, size uint64, err error) {
	known := rules.All()
	lint := func() error {
		_, err := engine.Run(context.Background(), engine.Request{
			Command: "lint", Rules: known, Settings: &rule.Settings{}, Now: time.Now(),
			Sources: []source.Source{file.New(file.Options{Paths: []string{dir}})},
		})
		return err
	}
	if err := lint(); err != nil { // loads the catalogue
		return 0, 0, err
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := lint(); err != nil {
		return 0, 0, err
	}
	runtime.ReadMemStats(&after)
	return (after.Mallocs - before.Mallocs) / files, (after.TotalAlloc - before.TotalAlloc) / files, nil
}
