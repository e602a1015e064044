package dev.microkernel.spring.actuate;

import dev.microkernel.system.ActorSystem;
import java.util.LinkedHashMap;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/** {@code actors} in {@code /actuator/info}: which node this is, where it can be mounted, and how large it is. */
public final class ActorsInfoContributor implements InfoContributor {

    private final ActorSystem system;

    /** For one system. */
    public ActorsInfoContributor(ActorSystem system) {
        this.system = system;
    }

    @Override
    public void contribute(Info.Builder builder) {
        var node = new LinkedHashMap<String, Object>();
        node.put("identity", system.identity());
        node.put("id", Integer.toUnsignedLong(system.nodeId()));
        node.put("addresses", system.addresses().stream().map(String::valueOf).toList());
        var actors = new LinkedHashMap<String, Object>();
        actors.put("node", node);
        actors.put("count", system.actors());
        actors.put("peers", system.peers().size());
        actors.put("workers", system.metrics().scheduler().workers());
        builder.withDetail("actors", actors);
    }
}
