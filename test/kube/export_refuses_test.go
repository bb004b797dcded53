package kube

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/breakwaterhq/breakwater/internal/export"
	"github.com/breakwaterhq/breakwater/internal/export/exporttest"
	"github.com/breakwaterhq/breakwater/internal/kubelab"
)

// reasons are the rules that the write-up's broker is refused for.
var reasons = []string{"kube/log-dir-ephemeral: ", "kube/no-node-spread: ", "kube/heap-exceeds-limit: "}

// TestM35_TheExportRefusesTheWriteUpsBroker on a real API server, where the
// namespace asks for it, with all that is wrong in one message, and admits the
// right brokers of every product. Elsewhere it warns of the same.
func TestM35_TheExportRefusesTheWriteUpsBroker(t *testing.T) {
	s := withCRDs(t)
	s.applyExport(export.Label{Name: "breakwater/enforce", Value: "true"})
	all, err := exporttest.Objects(nil)
	if err != nil {
		t.Fatal(err)
	}
	bad := s.text(all[0].Object)
	s.eventually(func() error {
		s.client.Warnings()
		s.create(bad, kubelab.Write{DryRun: true})
		told := strings.Join(s.client.Warnings(), "\n")
		for _, word := range append(reasons, "'breakwater-pods-deny-advisory'") {
			if !strings.Contains(told, word) {
				return fmt.Errorf("it does not warn of %s: %s", word, told)
			}
		}
		return nil
	})

	s.label(`{"breakwater/enforce": "true"}`)
	s.eventually(func() error {
		if _, err = s.client.Create(t.Context(), bad, kubelab.Write{DryRun: true}); err == nil {
			return errors.New("the write-up's broker is admitted")
		}
		return nil
	})
	s.says(err, append(reasons, "'breakwater-pods-deny-enforcing'", "fix: ")...)
	if !apierrors.IsInvalid(err) {
		t.Errorf("it is refused with %v, want Invalid", apierrors.ReasonForError(err))
	}
	s.inForce("breakwater-statefulsets-deny", "breakwater-statefulsets-warn")
	s.admitsRightBrokers(all[1:])

	s.label(`{"breakwater/enforce": null}`)
	s.eventually(func() error {
		_, err := s.client.Create(t.Context(), bad, kubelab.Write{DryRun: true})
		return err
	})
}

// label changes the labels of the stage's namespace.
func (s stage) label(labels string) {
	s.Helper()
	id := kubelab.ID{APIVersion: "v1", Kind: "Namespace", Name: s.ns}
	if _, err := s.client.Patch(s.Context(), id, `{"metadata": {"labels": `+labels+`}}`, kubelab.Write{}); err != nil {
		s.Fatal(err)
	}
}

// admitsRightBrokers of the fixtures. Of terms that name a namespace they name
// the stage's.
func (s stage) admitsRightBrokers(all []exporttest.Case) {
	s.Helper()
	products := 0
	for _, c := range all {
		if c.Kind != "Pod" && c.Kind != "StatefulSet" {
			continue
		}
		products++
		here := strings.ReplaceAll(s.text(c.Object), `"namespaces":["confluent"]`, `"namespaces":["`+s.ns+`"]`)
		if _, err := s.client.Create(s.Context(), here, kubelab.Write{DryRun: true}); err != nil {
			s.Errorf("%s is refused: %v", c.Name, err)
		}
	}
	if products < 6 {
		s.Errorf("only %d right brokers were judged", products)
	}
}
