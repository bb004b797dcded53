package kube

import (
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// volumeKinds are the keys of a volume that say what it is, with what it
// outlives (core/v1 VolumeSource).
var volumeKinds = map[string]model.VolumeKind{
	"persistentVolumeClaim": model.VolumeClaim, "emptyDir": model.VolumeEmptyDir, "hostPath": model.VolumeHostPath,
	"ephemeral": model.VolumeEphemeral, "csi": model.VolumeInline,
	"configMap": model.VolumeConfig, "secret": model.VolumeConfig, "projected": model.VolumeConfig, "downwardAPI": model.VolumeConfig, "image": model.VolumeConfig,
	"nfs": model.VolumeNetwork, "awsElasticBlockStore": model.VolumeNetwork, "gcePersistentDisk": model.VolumeNetwork, "azureDisk": model.VolumeNetwork,
	"azureFile": model.VolumeNetwork, "cephfs": model.VolumeNetwork, "rbd": model.VolumeNetwork, "iscsi": model.VolumeNetwork, "fc": model.VolumeNetwork,
	"cinder": model.VolumeNetwork, "glusterfs": model.VolumeNetwork, "portworxVolume": model.VolumeNetwork, "vsphereVolume": model.VolumeNetwork,
	"flexVolume": model.VolumeOther,
}

// sourceNames are where the kinds name what stands behind them.
var sourceNames = map[string]string{"persistentVolumeClaim": "claimName", "configMap": "name", "secret": "secretName"}

func volumes(list yamlx.Node) []model.Volume {
	var out []model.Volume
	for v := range list.Items() {
		volume := model.Volume{Name: v.Get("name").Text(), At: v.At()}
		for e := range v.Entries() {
			if kind, known := volumeKinds[e.Key]; known {
				volume.Kind, volume.Type = kind, model.KnownValue(e.Key, e.KeyAt)
				volume.Source = e.Value.Get(sourceNames[e.Key]).Text()
			}
		}
		if !volume.Type.IsSet() { // the API server makes an emptyDir of a volume without a kind
			volume.Kind, volume.Type = model.VolumeEmptyDir, model.KnownValue("emptyDir", v.At())
		}
		out = append(out, volume)
	}
	return out
}

// claims are the volumes that a StatefulSet makes of volumeClaimTemplates.
// Such a claim wins over a volume of the pod with its name.
func claims(list yamlx.Node) []model.Volume {
	var out []model.Volume
	for c := range list.Items() {
		name := c.Get("metadata", "name")
		out = append(out, model.Volume{Name: name.Text(), Kind: model.VolumeClaim,
			Type: model.KnownValue("volumeClaimTemplate", name.At()), At: c.At()})
	}
	return out
}
