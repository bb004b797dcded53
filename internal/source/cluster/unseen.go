package cluster

import (
	"context"
	"fmt"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
)

// judgeRights turns what the principal may not see into gaps.
func (l *look) judgeRights(ctx context.Context) {
	if ctx.Err() != nil {
		return // what is not known then is no wonder
	}
	cluster := model.Subject{Kind: model.KindCluster}
	if why, detail := l.topicsUnseen(); detail != "" && l.main != nil {
		l.rights.gaps = append(l.rights.gaps, model.Gap{Fact: model.FactMetadata, Scope: cluster, Why: why, Detail: detail})
	}
	if why, detail := l.groupsUnseen(); detail != "" && l.want.Has(model.FactGroups) {
		l.rights.gaps = append(l.rights.gaps, model.Gap{Fact: model.FactGroups, Scope: cluster, Why: why, Detail: detail})
	}
}

func (l *look) topicsUnseen() (model.GapReason, string) {
	r := &l.rights
	switch {
	case r.everyTopic == coordinator.Refused:
		return model.Denied, fmt.Sprintf("this principal sees %s, and Kafka hides from it what it may not describe: there may be more. "+
			"Grant DESCRIBE and DESCRIBE_CONFIGS on topic *, and DESCRIBE on the cluster", counted(len(l.topics), "topic"))
	case len(r.topics.denied) > 0:
		return model.Denied, r.topics.hidden("topic") + ". Grant DESCRIBE and DESCRIBE_CONFIGS on topic *, and DESCRIBE on the cluster"
	case len(r.hidden) > 0:
		return model.Denied, fmt.Sprintf("this principal may not see %d of the topics: %s. Grant DESCRIBE and DESCRIBE_CONFIGS on topic *", len(r.hidden), some(r.hidden))
	case r.everyTopic == coordinator.Unproven:
		return model.TimedOut, "whether this principal sees all topics could not be found out: the probe was not answered. Scan again"
	case r.listing != nil:
		return model.TimedOut, fmt.Sprintf("whether topics are hidden from this principal by name could not be found out: %v. Scan again", r.listing)
	case len(r.topics.open) > 0:
		return model.TimedOut, r.topics.unknown("topic")
	}
	return 0, ""
}

func (l *look) groupsUnseen() (model.GapReason, string) {
	r := &l.rights
	switch {
	case r.everyGroup == coordinator.Refused:
		return model.Denied, fmt.Sprintf("this principal sees %s, and Kafka hides from it what it may not describe: there may be more. "+
			"Grant DESCRIBE on group *", counted(len(l.cluster.Groups), "group"))
	case len(r.groups.denied) > 0:
		return model.Denied, r.groups.hidden("group") + ". Grant DESCRIBE on group *"
	case r.everyGroup == coordinator.Unproven:
		return model.TimedOut, "whether this principal sees all groups could not be found out: the probe was not answered. Scan again"
	case len(r.groups.open) > 0:
		return model.TimedOut, r.groups.unknown("group")
	}
	return 0, ""
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// some is the first few of many names.
func some(names []string) string {
	if len(names) <= 3 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:3], ", "), len(names)-3)
}
