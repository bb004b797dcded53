package model

// MetadataVersion is the feature by which the formats of the metadata log and
// between brokers are chosen (KIP-584, KIP-778).
const MetadataVersion = "metadata.version"

// Feature is one feature of Kafka as a broker told of it (ApiVersions).
type Feature struct {
	Name      string
	Finalised int16 // level that the cluster uses; 0: none, or the broker has not told
	Supported int16 // highest level that the broker knows; 0: it does not know the feature
}

// Feature is what the broker told of a feature by its name; not ok if it told
// nothing of it.
func (s *Sighting) Feature(name string) (f Feature, ok bool) {
	for _, f := range s.Features {
		if f.Name == name {
			return f, true
		}
	}
	return Feature{}, false
}
