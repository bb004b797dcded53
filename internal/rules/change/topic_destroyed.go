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
	Check: func(p *rule.Pass) {
		now, was := p.Topic(), p.TopicBefore()
		switch {
		case now == nil && was != nil:
			p.Report("the change deletes the topic %s: all its records are lost, and the groups that read it lose their place", was.Name).
				AtOrigin(was.At).
				Fix("keep the resource; to stop managing the topic without deleting it, use a removed block with lifecycle { destroy = false }, or terraform state rm")
		case now != nil && now.Recreated:
			p.Report("the change deletes the topic %s and creates it anew: all its records are lost, and the groups that read it start over", now.Name).
				AtOrigin(now.At).
				Fix("undo what forces the replacement (a lower partition count, another name, another replication factor), and set lifecycle { prevent_destroy = true }")
		}
	},
}
