package kube

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestTheFamilyIsComplete(t *testing.T) { rulestest.Complete(t, "kube", Rules) }

func TestExamples(t *testing.T) { rulestest.Examples(t, Rules) }
