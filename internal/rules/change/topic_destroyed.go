package change

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// TopicDestroyed finds topics that a change deletes, or deletes and creates
// anew. Their records cannot be brought back.
var TopicDestroyed = &rule.Rule{
	Name: "change/topic-destroyed", Severity: finding.Error, On: model.KindTopic,
	Needs: model.FactsOf(model.FactTopicLayout),
	Reads: rule.ReadsBefore,
	Doc:   doc("topic-destroyed"),
	CEL: []rule.CEL{
		{
			Sees: rule.SeesDeletion, Severity: finding.Error,
			When: `topic.confirmed == '' || topic.confirmed != topic.called`,
			Says: `'the change deletes the topic ' + topic.name + ': all its records are lost, and the groups that read it lose their place; fix: to delete it all the same, annotate it with breakwater/confirm-delete: ' + topic.called`,
		},
		{
			Sees: rule.SeesClusterDeletion, Severity: finding.Error,
			When: `cluster.confirmed == '' || cluster.confirmed != cluster.called`,
			Says: `'the change deletes the ' + cluster.kind + ' ' + cluster.called + ': all its nodes stop, and the volumes that have deleteClaim: true go with the records on them; fix: to delete it all the same, annotate it with breakwater/confirm-delete: ' + cluster.called`,
		},
	},
	Check: func(p *rule.Pass) {
		now, was := p.Topic(), p.TopicBefore()
		switch {
		case now == nil && was != nil:
			p.Report("the change deletes the topic %s: all its records are lost, and the groups that read it lose their place", was.Name).
				AtOrigin(was.At).
				Fix("%s", howToKeep(was))
		case now != nil && now.Recreated:
			p.Report("the change deletes the topic %s and creates it anew: all its records are lost, and the groups that read it start over", now.Name).
				AtOrigin(now.At).
				Fix("undo what forces the replacement (a lower partition count, another name, another replication factor), and set lifecycle { prevent_destroy = true }")
		}
	},
}

// howToKeep is how a topic stays in Kafka where its resource or object goes.
func howToKeep(t *model.Topic) string {
	if t.Format == "strimzi" {
		return `keep the object; to keep the topic without it, first give the object the annotation strimzi.io/managed: "false"`
	}
	return "keep the resource; to stop managing the topic without deleting it, use a removed block with lifecycle { destroy = false }, or terraform state rm"
}
