package config_test

import (
	"errors"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/policy/policytest"
	"github.com/breakwaterhq/breakwater/internal/policy/strict"
)

// FuzzConfig: no text makes the reader panic, every problem points into the
// text, and what is read can be asked for any path.
func FuzzConfig(f *testing.F) {
	for _, dir := range []string{"testdata/good", "testdata/bad", "../policy/testdata/good"} {
		for _, c := range policytest.Cases(f, dir) {
			f.Add(c.Text, "plant/a.yaml")
		}
	}
	f.Add([]byte("exclude: [\"**/**/*?*/**\"]"), "../../a//b/./c")
	known := policytest.Rules()
	f.Fuzz(func(t *testing.T, text []byte, path string) {
		c, err := config.Parse("breakwater.yaml", text, known)
		if (c == nil) == (err == nil) {
			t.Fatalf("configuration %v and error %v", c, err)
		}
		if err != nil {
			var problems strict.Errors
			if !errors.As(err, &problems) {
				t.Fatalf("error of type %T", err)
			}
			for _, p := range problems {
				policytest.InText(t, p, text)
			}
			return
		}
		if c.Exclude != nil {
			c.Exclude(path)
		}
		for _, s := range c.Scopes {
			if s.Match != nil {
				s.Match(path)
			}
		}
	})
}
