package topicfile

import (
	"slices"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// onlyKeys refuses a mapping that has another key.
func onlyKeys(n yamlx.Node, what string, known ...string) error {
	for e := range n.Entries() {
		if slices.Contains(known, e.Key) {
			continue
		}
		hint := "it takes " + strings.Join(known, ", ")
		if meant, close := catalog.Closest(e.Key, known); close {
			hint = "did you mean " + meant + "?"
		} else if strings.Contains(e.Key, ".") && slices.Contains(known, "config") {
			hint = "Kafka's settings stand below config"
		}
		return format.Errorf(e.KeyAt.Line, e.KeyAt.Column, "%s is not known in %s: %s", strconv.Quote(e.Key), what, hint)
	}
	return nil
}
