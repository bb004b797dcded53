package file

import (
	"bytes"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/kube"
	"github.com/breakwaterhq/breakwater/internal/source/file/strimzi"
	"github.com/breakwaterhq/breakwater/internal/source/file/topicfile"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// kind is who reads some YAML objects.
type kind struct {
	mark     string                  // stands in the text of any file that has such an object
	owns     func(o yamlx.Node) bool // tells by apiVersion and kind
	template func(o yamlx.Node) bool // a placeholder stands in what is read
	read     func(o yamlx.Node, doc *model.Document, b *model.Builder) error
}

// kinds is every kind that is read. One file may hold objects of several.
var kinds = []kind{
	{"breakwater/", topicfile.Owns, yamlx.Node.HasTemplate, topicfile.Read},
	{"kafka.strimzi.io", strimzi.Owns, strimzi.HasTemplate, strimzi.Read},
}

// manifests is YAML and JSON whose objects say what they are by apiVersion
// and kind.
type manifests struct{}

// Name is the format's name in reports.
func (manifests) Name() string { return "yaml" }

// Claims looks for the API groups that are read here, and for our own kind
// without one.
func (manifests) Claims(in format.Input) bool {
	if isManifest(in) && topicfile.Hints(in.Text) {
		return true
	}
	return bytes.Contains(in.Text, []byte("apiVersion")) && (isMarked(in.Text) || kube.Hints(in.Text))
}

// isMarked tells whether a text names an API group that is Kafka's alone.
func isMarked(text []byte) bool {
	for _, k := range kinds {
		if bytes.Contains(text, []byte(k.mark)) {
			return true
		}
	}
	return false
}

// Read gives each object to its reader. Objects of other kinds are passed
// over; a file that has no other is not a Kafka configuration. A file that
// holds one template is a template as a whole, so that nobody takes the rest
// of it for all that will be deployed.
func (manifests) Read(in format.Input, doc *model.Document, b *model.Builder) error {
	docs, syntax := yamlx.Parse(in)
	switch {
	case syntax != nil && yamlx.IsTemplate(in.Text):
		return format.TemplateError{}
	case syntax != nil && !isManifest(in):
		return format.ErrNotKafka
	}
	found, workloads := ownedBy(docs), workloadsIn(docs)
	for _, o := range found {
		if o.node.HasBareTemplate() || o.kind.template(o.node) {
			return format.TemplateError{}
		}
	}
	pods, err := readObjects(found, workloads, doc, b)
	switch {
	case err != nil:
		return err
	case syntax != nil && len(found) == 0 && !pods && !isMarked(in.Text) && !topicfile.Hints(in.Text):
		return format.ErrNotKafka
	case syntax != nil:
		return syntax
	case len(found) == 0 && !pods:
		return passedOver(docs, workloads)
	}
	return nil
}

// readObjects gives objects to their readers. Strimzi's have two: for what they
// configure, and for the pods that the operator makes of them. It tells whether
// rules judge any pods.
func readObjects(found []owned, workloads []yamlx.Node, doc *model.Document, b *model.Builder) (pods bool, err error) {
	for _, o := range found {
		if err := o.kind.read(o.node, doc, b); err != nil {
			return false, err
		}
		annotated(o.node, doc)
	}
	return readWorkloads(workloads, doc, b)
}

// workloadsIn are the objects that may make Kafka's pods or protect them.
func workloadsIn(docs []yamlx.Node) []yamlx.Node {
	var out []yamlx.Node
	for _, d := range docs {
		for o := range objects(d) {
			if kube.Owns(o) {
				out = append(out, o)
			}
		}
	}
	return out
}

// readWorkloads tells whether rules judge any of the objects. Strimzi's own are
// read a second time, for the pods that the operator makes of them; what
// suppresses findings on them was read the first time.
func readWorkloads(workloads []yamlx.Node, doc *model.Document, b *model.Builder) (pods bool, err error) {
	for _, o := range workloads {
		if o.HasBareTemplate() {
			return pods, format.TemplateError{}
		}
		judged := kube.Read(o, b)
		pods = pods || judged
		if judged && !strimzi.Owns(o) {
			annotated(o, doc)
		}
	}
	return pods, nil
}

// passedOver is why a text without an object that is read is ignored: it has
// one that is Kafka's and not judged, or none of Kafka's at all.
func passedOver(docs, workloads []yamlx.Node) error {
	for _, d := range docs {
		for o := range objects(d) {
			if reason := strimzi.Beside(o); reason != "" {
				return format.Unjudged{Reason: reason}
			}
		}
	}
	if slices.ContainsFunc(workloads, kube.MakesPods) {
		return format.Unjudged{Reason: "no Kafka broker found here"}
	}
	return format.ErrNotKafka
}

// isManifest tells whether a text that is no YAML was meant to be: a page, a
// source or a script may quote a manifest, and is right to be something else.
func isManifest(in format.Input) bool {
	switch path.Ext(in.Path) {
	case ".yaml", ".yml", ".json":
		return true
	case "":
		return !bytes.HasPrefix(in.Text, []byte("#!"))
	}
	return false
}

// owned is an object with its reader.
type owned struct {
	node yamlx.Node
	kind *kind
}

func ownedBy(docs []yamlx.Node) []owned {
	var out []owned
	for _, d := range docs {
		for o := range objects(d) {
			for i := range kinds {
				if kinds[i].owns(o) {
					out = append(out, owned{o, &kinds[i]})
					break
				}
			}
		}
	}
	return out
}

// objects walks a document's objects: itself, or the items of a List.
func objects(d yamlx.Node) iter.Seq[yamlx.Node] {
	if items := d.Get("items"); items.IsList() && strings.HasSuffix(d.Get("kind").Text(), "List") {
		return items.Items()
	}
	return func(yield func(yamlx.Node) bool) { yield(d) }
}

// annotated reads the suppressions of an object's annotation. They cover the
// object.
func annotated(o yamlx.Node, doc *model.Document) {
	annotation := o.Get("metadata", "annotations", "breakwater/ignore")
	if !annotation.Exists() {
		return
	}
	for _, s := range format.Suppressions(annotation.Text(), annotation.At()) {
		s.Whole = true
		s.FirstLine, s.LastLine = o.Span()
		doc.Suppressions = append(doc.Suppressions, s)
	}
}
