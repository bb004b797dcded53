package advisory

import (
	"regexp"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// Images whose tag begins with Kafka's version, and Strimzi's, whose tag ends
// with it. Confluent's have a number of their own.
var (
	taggedImage  = regexp.MustCompile(`(?:^|/)(?:apache/kafka|apache/kafka-native|bitnami/kafka|bitnamilegacy/kafka|bitnamisecure/kafka):([^@/]+)(?:@.*)?$`)
	strimziImage = regexp.MustCompile(`(?:^|/)strimzi/kafka:[^@/]*kafka-(\d+\.\d+\.\d+)(?:@.*)?$`)
	// packaged is what Bitnami puts behind Kafka's own number: the system and a
	// count of builds of the same release.
	packaged = regexp.MustCompile(`-(?:debian|photon)-\d+(?:-r\d+)?$`)
)

// kafkaOf is the version of Kafka that an image holds; false where its name does
// not tell.
func kafkaOf(image model.Value) (model.Value, catalog.Patch, bool) {
	if !image.Usable() {
		return image, catalog.Patch{}, false
	}
	for _, names := range []*regexp.Regexp{taggedImage, strimziImage} {
		if m := names.FindStringSubmatch(image.Raw()); m != nil {
			tag := packaged.ReplaceAllString(m[1], "")
			number, ok := catalog.ParsePatch(tag)
			return image.As(tag), number, ok
		}
	}
	return image, catalog.Patch{}, false
}

// once tells values that have not come before.
type once []string

func (o *once) first(s string) bool {
	if slices.Contains(*o, s) {
		return false
	}
	*o = append(*o, s)
	return true
}
