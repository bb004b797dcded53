package kube

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestSelectorsChooseAsKubernetesDoes holds random selectors against
// LabelSelectorAsSelector, with which the API server and the scheduler read
// them.
func TestSelectorsChooseAsKubernetesDoes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	word := func(kind string) string { return fmt.Sprintf("%s%d", kind, r.IntN(3)) }
	seen := map[answer]int{}
	for range 3000 {
		set, own := &model.PodSet{}, labels.Set{}
		for range r.IntN(4) {
			key, value := word("k"), word("v")
			own[key] = value
			set.Labels.Set(key, known(value), model.Origin{})
		}
		ours, theirs := &model.Selector{}, &metav1.LabelSelector{MatchLabels: map[string]string{}}
		for range r.IntN(3) {
			key, value := word("k"), word("v")
			theirs.MatchLabels[key] = value
			ours.Match.Set(key, known(value), model.Origin{})
		}
		for range r.IntN(3) {
			key, operator := word("k"), []string{"In", "NotIn", "Exists", "DoesNotExist", "Like"}[r.IntN(5)]
			e, m := model.Expression{Key: known(key), Operator: known(operator)}, metav1.LabelSelectorRequirement{Key: key, Operator: metav1.LabelSelectorOperator(operator)}
			for range r.IntN(3) {
				value := word("v")
				e.Values, m.Values = append(e.Values, known(value)), append(m.Values, value)
			}
			ours.Expressions, theirs.MatchExpressions = append(ours.Expressions, e), append(theirs.MatchExpressions, m)
		}
		want := misses
		switch s, err := metav1.LabelSelectorAsSelector(theirs); {
		case err != nil:
			want = unsure
		case s.Matches(own):
			want = covers
		}
		seen[want]++
		if got := chooses(ours, set); got != want {
			t.Fatalf("%v over %v: %d, want %d", metav1.FormatLabelSelector(theirs), own, got, want)
		}
	}
	if len(seen) != 3 || chooses(nil, &model.PodSet{}) != misses {
		t.Errorf("not all answers were seen: %v", seen)
	}
}

func known(text string) model.Value { return model.KnownValue(text, model.Origin{}) }

func TestLabelsThatComeLaterAreNotKnown(t *testing.T) {
	set := &model.PodSet{}
	set.Labels.Set("app", model.UnknownValue("${A}", "x", model.Origin{}), model.Origin{})
	for _, key := range []string{"app", "statefulset.kubernetes.io/pod-name", "pod-template-hash"} {
		s := &model.Selector{}
		s.Match.Set(key, known("a"), model.Origin{})
		if chooses(s, set) != unsure {
			t.Errorf("%s is known", key)
		}
	}
	s := &model.Selector{}
	s.Match.Set("strimzi.io/of-a-later-version", known("a"), model.Origin{})
	if chooses(s, &model.PodSet{Planned: true}) != unsure || chooses(s, set) != misses {
		t.Error("an operator may add labels of its own")
	}
}

func TestQuantitiesAreKubernetesOwn(t *testing.T) {
	for _, text := range []string{"8Gi", "8G", "8589934592", "8e9", "1.5Gi", "500m", "0", "100Mi", "1Ti", "2P", "1k", "0.1Gi", "12e3", "1E", "3Ki", "1Ei", "5u", ".5Gi"} {
		q, err := resource.ParseQuantity(text)
		got, ok := quantity(text)
		if err != nil || !ok || got != q.Value() {
			t.Errorf("%s is %d (%v), Kubernetes takes it for %d (%v)", text, got, ok, q.Value(), err)
		}
	}
	for _, text := range []string{"", "8GB", "8gi", "lots", "8 Gi", "1/2", "0x10", "1e3Gi", "--1"} {
		if n, ok := quantity(text); ok {
			t.Errorf("%q is %d", text, n)
		}
		if _, err := resource.ParseQuantity(text); err == nil {
			t.Errorf("Kubernetes takes %q", text)
		}
	}
}

func TestSizesOfTheJVM(t *testing.T) {
	for text, want := range map[string]int64{"4g": 4 << 30, "4G": 4 << 30, "512m": 512 << 20, "1T": 1 << 40, "1048576k": 1 << 30, "1024": 1024} {
		if got, ok := jvmSize(text); !ok || got != want {
			t.Errorf("%s is %d (%v), want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "g", "4gb", "-4g", "4.5g", "99999999t", "${X}"} {
		if n, ok := jvmSize(text); ok {
			t.Errorf("%q is %d", text, n)
		}
	}
}

func TestSharesAreRoundedUp(t *testing.T) {
	for text, want := range map[string]int{"1": 1, "50%": 2, "34%": 2, "100%": 3, "0%": 0, "1%": 1} {
		if n, percent, ok := share(known(text), 3); n != want || !ok || percent != (text != "1") {
			t.Errorf("%s of 3 is %d (%v)", text, n, ok)
		}
	}
	for _, text := range []string{"x", "-1", "x%", ""} {
		if _, _, ok := share(known(text), 3); ok {
			t.Errorf("%q is a share", text)
		}
	}
}
