package client

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// clientLayers are the layers of clients, with the role that reads each.
var clientLayers = []struct {
	layer model.Layer
	role  model.ClientRoles
}{
	{model.LayerProducer, model.RoleProducer},
	{model.LayerConsumer, model.RoleConsumer},
	{model.LayerAdmin, model.RoleAdmin},
}

// layersOf lists who reads the client's file: every client, if only shared
// keys are in it.
func layersOf(c *model.Client) []model.Layer {
	var out []model.Layer
	for _, l := range clientLayers {
		if c.Roles == 0 || c.Roles.Has(l.role) {
			out = append(out, l.layer)
		}
	}
	return out
}

// isClientLayer tells whether clients read the layer.
func isClientLayer(l model.Layer) bool {
	return slices.Contains([]model.Layer{model.LayerProducer, model.LayerConsumer, model.LayerAdmin}, l)
}
