package rule

import (
	"strings"
	"testing"
)

func TestWhyARuleHasNoCEL(t *testing.T) {
	for name, c := range map[string]struct {
		rule Rule
		want string
	}{
		"it has some":        {Rule{Name: "cluster/a", CEL: []CEL{{}}}, ""},
		"it says so itself":  {Rule{Name: "cluster/a", NoCEL: "needs more"}, "needs more"},
		"its family says so": {Rule{Name: "cluster/a"}, "it judges a running cluster"},
		"nobody says":        {Rule{Name: "topic/a"}, ""},
	} {
		if got := c.rule.WhyNoCEL(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestParamOf(t *testing.T) {
	r := &Rule{Name: "topic/a", Params: []Param{{Name: "most", Default: 7}}}
	s := &Settings{Rules: []Override{{Pattern: "topic/*", Params: map[string]int64{"most": 9}}}}
	if got := (&Settings{}).ParamOf(r, "most"); got != 7 {
		t.Errorf("the rule's own is %d, want 7", got)
	}
	if got := s.ParamOf(r, "most"); got != 9 {
		t.Errorf("the policy's is %d, want 9", got)
	}
}

func TestASettingHasADefaultOrIsNotKnown(t *testing.T) {
	if got := Setting("segment.bytes", "1"); got != "'segment.bytes' in topic.config ? [dyn(topic.config['segment.bytes'])] : [1]" {
		t.Error(got)
	}
	if got := Setting("a", ""); !strings.HasSuffix(got, " : []") {
		t.Errorf("without a default it is %s", got)
	}
}
