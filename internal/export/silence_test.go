package export

import (
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/export/exporttest"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/topic"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// TestTheAnnotationIsReadAsByTheReaderOfFiles: a suppression counts with a
// reason, and one that the reader refuses does not count here either.
func TestTheAnnotationIsReadAsByTheReaderOfFiles(t *testing.T) {
	e := newMachine(t, Policies([]*rule.Rule{topic.TooFewReplicas}, exporttest.Strict))
	for _, text := range []string{
		`topic/too-few-replicas reason="why"`, ` topic/too-few-replicas reason=why `, `topic/too-few-replicas reason='we know'`,
		`topic/too-few-replicas until=2099-01-31 reason="why"`, `topic/too-few-replicas reason="why" until=2099-01-31`,
		`topic/a reason="b; c"; topic/too-few-replicas reason="why"`, `topic/too-few-replicas reason="why"; topic/a reason="b"`,
		`topic/too-few-replicas reason="a \"b\" c"`, "topic/too-few-replicas\n  reason=\"why\"",
		``, `topic/too-few-replicas`, `topic/too-few-replicas reason=""`, `topic/too-few-replicas reason=" "`, `topic/too-few-replicas because="why"`,
		`topic/too-few-replicas reason=we know`, `topic/too-few-replicas until=soon reason="why"`, `topic/too-few reason="why"`,
		`topic/a reason="x; topic/too-few-replicas reason=y"`, `topic/too-few-replicas reason="why`, `xtopic/too-few-replicas reason="why"`,
		`topic/too-few-replicas reason="a" reason="b"`, `topic/* reason="why"`,
	} {
		want := slices.ContainsFunc(format.Suppressions(text, model.Origin{}), func(s model.Suppression) bool {
			return s.Rule == "topic/too-few-replicas" && s.Problem == ""
		})
		o := map[string]any{"metadata": map[string]any{"name": "a", "annotations": map[string]any{"breakwater/ignore": text}},
			"spec": map[string]any{"replicas": int64(1)}}
		found := e.judge("KafkaTopic", o, nil)
		if got := len(found) == 0; got != want || len(found) > 0 && found[0].err != nil {
			t.Errorf("%q: silenced is %v, want %v (%v)", text, got, want, found)
		}
	}
}
