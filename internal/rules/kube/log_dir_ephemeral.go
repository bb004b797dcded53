package kube

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// LogDirEphemeral finds log directories that go with their pod. Only the volume
// that holds a log directory counts: every product mounts an emptyDir for other
// things.
var LogDirEphemeral = &rule.Rule{
	Name: "kube/log-dir-ephemeral", Severity: finding.Error, On: model.KindObject,
	Needs: workloads,
	Doc:   doc("log-dir-ephemeral"),
	CEL: []rule.CEL{
		{
			Sees: rule.SeesPods, Severity: finding.Error, Let: []rule.Let{celLost},
			When: `!pod.solitary && lost[1] != 'hostPath'`,
			Says: celLostSays,
		},
		{
			Sees: rule.SeesPods, Severity: finding.Warning, Let: []rule.Let{celLost},
			When: `pod.solitary || lost[1] == 'hostPath'`,
			Says: celLostSays,
		},
		{
			Sees: rule.SeesClusters, Severity: finding.Error, Let: []rule.Let{celEphemeral},
			When: `!cluster.solitary`,
			Says: celEphemeralSays,
		},
		{
			Sees: rule.SeesClusters, Severity: finding.Warning, Let: []rule.Let{celEphemeral},
			When: `cluster.solitary`,
			Says: celEphemeralSays,
		},
	},
	Check: func(p *rule.Pass) {
		each(p, func(set *model.PodSet, _ string) {
			if p.Object().Patch && len(set.LogDirs) == 0 {
				return
			}
			dirs, why := p.Scope().DataDirs(p.Object(), set)
			if why != "" {
				p.Skip("log directories", why, set.At)
			}
			for _, d := range dirs {
				if judgeDir(p, set, d) {
					return // one is told for all
				}
			}
		})
	},
}

// lost is what becomes of a directory on a kind of volume.
var lost = map[model.VolumeKind]string{
	model.VolumeEmptyDir:   "it is deleted with the pod, be that evicted, rescheduled or deleted",
	model.VolumeEphemeral:  "its claim is deleted with the pod",
	model.VolumeInline:     "a CSI volume in the pod itself lives as long as the pod",
	model.VolumeContainers: "no volume is mounted there, so it goes with the container each time that restarts",
	model.VolumeHostPath:   "it stays behind on its node: wherever else the pod runs next, it begins empty",
}

func judgeDir(p *rule.Pass, set *model.PodSet, d model.DataDir) bool {
	consequence, bad := lost[d.Volume.Kind]
	if !bad || d.Volume.Kind == model.VolumeHostPath && (boundTo(set, hostnameKeys) || p.Object().Kind == "Pod" && !set.Owned) {
		return false
	}
	at := read("volume "+d.Volume.Name, d.Volume.Type)
	on := fmt.Sprintf("%s (volume %s)", d.Volume.Type.Raw(), d.Volume.Name)
	if d.Volume.Kind == model.VolumeContainers {
		at, on = read("log directory", d.Path), "the container's own layer"
	}
	what := "the records that were acknowledged go"
	if set.Roles == model.RoleController {
		what = "what the controller knew of the metadata goes, and whom it voted for"
	}
	r := about(p, set, p.Report("the log directory %s of the %s lies on %s: %s, and with it %s",
		read("log directory", d.Path), roleOf(set), on, consequence, what))
	if d.Volume.Kind == model.VolumeContainers {
		r.AtOrigin(d.Volume.At)
	} else {
		r.Because(at).At(at)
	}
	if solitary(p, set) || d.Volume.Kind == model.VolumeHostPath {
		r.As(finding.Warning)
	}
	r.Fix("%s", dirFix(p.Object(), d))
	return true
}

func dirFix(o *model.Object, d model.DataDir) string {
	switch o.Kind {
	case "Kafka", "KafkaNodePool":
		return "set type: persistent-claim, with a size, for this storage"
	case "StatefulSet":
		return fmt.Sprintf("mount a volume of volumeClaimTemplates at %s", d.Path.Raw())
	}
	return fmt.Sprintf("mount a persistentVolumeClaim at %s", d.Path.Raw())
}
