package file

import (
	"context"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// Object is a source of one Kubernetes object in JSON, as a request for admission
// carries it, and of what it was before. Its values stand at their paths in the
// object.
type Object struct {
	Now    []byte // JSON; nil: it is deleted
	Before []byte // JSON; nil: it is new

	// Beside are other objects that it is held against, as the pools of its cluster.
	Beside [][]byte
}

// Requested is what the object is called where a file has its path.
const Requested = "the request"

// Can tells which facts an object can have: those of files.
func (Object) Can(context.Context) (model.Facts, []model.Gap) { return able, nil }

// Collect reads the object. One that claims to be Kafka's and cannot be read is a
// gap with the sentence that says why, as it is for a file.
func (o Object) Collect(_ context.Context, _ model.Facts, b *model.Builder) error {
	readObject(Requested, o.Now, b)
	for i, other := range o.Beside {
		readObject("object "+strconv.Itoa(i+1)+" beside the request", other, b)
	}
	if len(o.Before) > 0 {
		now, _ := b.Snapshots()
		was := model.NewBuilder(now.At)
		readObject(Requested, o.Before, was)
		old, _ := was.Snapshots()
		for _, t := range old.Topics {
			b.TopicBefore(t)
		}
	}
	return nil
}

// readObject adds one object, and the document that it is, to a builder.
func readObject(name string, text []byte, b *model.Builder) {
	if len(text) == 0 {
		return
	}
	doc := &model.Document{Path: name, Format: manifests{}.Name()}
	b.Document(doc)
	node, err := yamlx.FromObject(name, text)
	if err == nil {
		err = readNode(node, doc, b)
	}
	if err != nil {
		passOver(doc, err, b)
	}
}

func readNode(node yamlx.Node, doc *model.Document, b *model.Builder) error {
	docs := []yamlx.Node{node}
	found, workloads := ownedBy(docs), workloadsIn(docs)
	pods, err := readObjects(found, workloads, doc, b)
	if err == nil && len(found) == 0 && !pods {
		return passedOver(docs, workloads)
	}
	return err
}
