package rule

import "github.com/breakwaterhq/breakwater/internal/model"

// Target is the release line of Kafka that the policy or a flag names; false if
// neither does. It says nothing of the patch.
func (p *Pass) Target() (model.Version, bool) { return p.settings.Target, !p.settings.Target.IsZero() }
