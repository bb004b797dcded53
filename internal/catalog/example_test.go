package catalog_test

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
)

func ExampleLookup() {
	linger := model.Key{Layer: model.LayerProducer, Name: "linger.ms"}
	for _, v := range []model.Version{{Major: 3, Minor: 9}, {Major: 4, Minor: 0}} {
		if d, ok := catalog.Lookup(linger, v); ok {
			fmt.Printf("%s (%s): %s, %s\n", v, catalog.Release(v), d.Default, d.Valid)
		}
	}
	// Output:
	// 3.9 (3.9.2): 0, ≥ 0
	// 4.0 (4.0.2): 5, ≥ 0
}

func ExampleDefinition_Check() {
	segment := model.Key{Layer: model.LayerTopic, Name: "segment.bytes"}
	d, _ := catalog.Lookup(segment, model.Version{Major: 4, Minor: 1})
	fmt.Println(d.Check("1048576"))
	fmt.Println(d.Check("1MiB"))
	// Output:
	// <nil>
	// segment.bytes is "1MiB", which Kafka refuses: it takes an int (32-bit whole number), ≥ 1048576
}

func ExampleSuggest() {
	name, ok := catalog.Suggest(model.LayerTopic, catalog.Newest(), "segmnet.bytes")
	fmt.Println(name, ok)
	// Output: segment.bytes true
}

func ExampleClosest() {
	fmt.Println(catalog.Closest("tpoics", []string{"cluster", "topics"}))
	fmt.Println(catalog.Closest("brokers", []string{"cluster", "topics"}))
	// Output:
	// topics true
	//  false
}

func ExampleElsewhereIs() {
	for _, layer := range catalog.ElsewhereIs("max.poll.records", catalog.Newest()) {
		fmt.Println(layer)
	}
	// Output: consumer
}

func ExampleInvented() {
	inv, _ := catalog.Invented("static.group.instance.id")
	fmt.Println("use " + inv.Instead)
	// Output: use group.instance.id
}

func ExampleSynonym() {
	retention := model.Key{Layer: model.LayerTopic, Name: "retention.ms"}
	d, _ := catalog.Lookup(retention, catalog.Newest())
	for _, s := range d.Synonyms {
		fmt.Println(s.Name, "×", s.Factor)
	}
	// Output:
	// log.retention.ms × 1
	// log.retention.minutes × 60000
	// log.retention.hours × 3600000
}

func ExampleNearest() {
	fmt.Println(catalog.Nearest(model.Version{Major: 3, Minor: 4}))
	fmt.Println(catalog.Nearest(model.Version{Major: 2, Minor: 8}))
	// Output:
	// 3.3 true
	// 3.3 false
}
