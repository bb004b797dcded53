package rule

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestTarget(t *testing.T) {
	p := &Pass{settings: &Settings{}}
	if v, is := p.Target(); is {
		t.Errorf("nobody names one, and it is %s", v)
	}
	p.settings.Target = model.Version{Major: 4, Minor: 2}
	if v, is := p.Target(); !is || v.String() != "4.2" {
		t.Errorf("the target is %s, %v", v, is)
	}
}
