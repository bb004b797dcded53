package watch

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestComplete(t *testing.T) { rulestest.Complete(t, "watch", Rules) }

func TestExamples(t *testing.T) { rulestest.Examples(t, Rules) }
