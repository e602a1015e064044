package dev.microkernel.sample.virtual;

import dev.microkernel.system.ActorSystem;
import dev.microkernel.wire.NodeIds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Lets virtual devices join when the application is ready and no real device has joined. */
@Component
class VirtualDevices implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(VirtualDevices.class);

    private final ActorSystem controller;
    private final SampleProperties properties;
    private final List<VirtualDevice> devices = new ArrayList<>();

    VirtualDevices(ActorSystem controller, SampleProperties properties) {
        this.controller = controller;
        this.properties = properties;
    }

    @EventListener(ApplicationReadyEvent.class)
    void join() {
        var addresses = controller.addresses();
        if (addresses.isEmpty() || !controller.peers().isEmpty()) {
            return;
        }
        var taken = new HashSet<>(Set.of(controller.nodeId()));
        for (var identity : properties.virtualDevices()) {
            if (taken.size() == NodeIds.MK01_MAX) {
                LOG.warn("Virtual device {} does not join: all {} node ids are taken", identity, NodeIds.MK01_MAX);
                continue;
            }
            int nodeId = NodeIds.fromIdentity(identity);
            while (!taken.add(nodeId)) {
                nodeId = nodeId % NodeIds.MK01_MAX + 1;
            }
            var device = new VirtualDevice(identity, nodeId);
            devices.add(device);
            var _ = device.mount(addresses.getFirst()).whenComplete((peer, failure) -> {
                if (failure != null) {
                    LOG.warn("Virtual device {} could not join: {}", identity, failure.getMessage());
                }
            });
        }
    }

    @Override
    public void destroy() {
        devices.forEach(VirtualDevice::close);
    }
}
