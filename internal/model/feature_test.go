package model

import "testing"

func TestFeatureOfABroker(t *testing.T) {
	s := &Sighting{Features: []Feature{{Name: "group.version", Finalised: 1, Supported: 1}, {Name: MetadataVersion, Finalised: 25, Supported: 27}}}
	if f, ok := s.Feature(MetadataVersion); !ok || f.Finalised != 25 || f.Supported != 27 {
		t.Errorf("metadata.version is %+v, %v", f, ok)
	}
	if f, ok := s.Feature("kraft.version"); ok || f != (Feature{}) {
		t.Errorf("a feature that nobody told is %+v, %v", f, ok)
	}
}
