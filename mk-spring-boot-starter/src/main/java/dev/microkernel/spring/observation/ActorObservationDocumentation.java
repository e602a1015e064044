package dev.microkernel.spring.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** The observations of actors and routes. */
public enum ActorObservationDocumentation implements ObservationDocumentation {

    /** An actor handles a message. The message brings its trace along, from here or another node. */
    MESSAGE {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultActorMessageObservationConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return MessageLowKeys.values();
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return HighKeys.values();
        }
    },

    /** A request has become a message to an actor, and waits for the reply: the way there, its mailbox, and back. */
    ROUTE {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultActorRouteObservationConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return RouteLowKeys.values();
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return HighKeys.values();
        }
    };

    /** Tags of meters and spans for a message that is handled. */
    public enum MessageLowKeys implements KeyName {
        /** What kind of actor it is. */
        ACTOR_TYPE {
            @Override
            public String asString() {
                return "actor.type";
            }
        },
        /** The class of the message, without its package; {@code none} where it has no name. */
        MESSAGE_TYPE {
            @Override
            public String asString() {
                return "message.type";
            }
        }
    }

    /** Tags of meters and spans for a route. */
    public enum RouteLowKeys implements KeyName {
        /** The class of the message, without its package; {@code none} where it has no name. */
        MESSAGE_TYPE {
            @Override
            public String asString() {
                return "message.type";
            }
        },
        /** {@code reply}, {@code cancelled}, {@code error}, or the kind of ask failure in lower case. */
        OUTCOME {
            @Override
            public String asString() {
                return "outcome";
            }
        }
    }

    /** Tags of spans only. */
    public enum HighKeys implements KeyName {
        /** Where the actor stands in the tree, or its id where it is on another node. */
        ACTOR_PATH {
            @Override
            public String asString() {
                return "actor.path";
            }
        }
    }
}
