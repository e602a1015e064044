package dev.microkernel.codec;

import java.util.List;
import java.util.Optional;

/** Records of every shape that has a layout; the golden vectors name them. */
@SuppressWarnings("ArrayRecordComponent") // they are compared field by field
public final class Samples {

    private Samples() {}

    public enum Mode {
        OFF,
        HEATING,
        COOLING
    }

    public record Point(short x, short y) {}

    @MessageType(200)
    public record Reading(int sensor, float celsius) {}

    @MessageType(300)
    public record Primitives(boolean on, byte small, short middle, int number, long big, float single, double exact) {}

    @MessageType(301)
    public record Named(String name) {}

    @MessageType(302)
    public record Setpoint(Mode mode, short celsius) {}

    @MessageType(303)
    public record Zone(Point position, Mode mode, boolean open) {}

    @MessageType(304)
    public record Arrays(
            boolean[] flags,
            byte[] bytes,
            short[] shorts,
            int[] ints,
            long[] longs,
            float[] floats,
            double[] doubles) {}

    @MessageType(305)
    public record Tables(String[] names, Point[] points, int[][] rows, Mode[] modes) {}

    @MessageType(306)
    public record Route(List<Integer> stops, List<String> names, List<Point> points, List<List<Short>> table) {}

    @MessageType(307)
    public record Maybe(
            Optional<Float> celsius, Optional<String> name, Optional<Point> point, List<Optional<Byte>> gaps) {}

    public record Room(String name, List<Setpoint> setpoints, Optional<Point> position) {}

    @MessageType(308)
    public record Plan(List<Room> rooms, long at) {}

    /** The example of docs/wire-protocol.md. */
    @MessageType(309)
    public record Heater(
            int id, Point position, Mode mode, boolean open, Optional<Float> target, List<Short> history) {}

    /** All that have a number. */
    public static final List<Class<? extends Record>> MESSAGES = List.of(
            Reading.class,
            Primitives.class,
            Named.class,
            Setpoint.class,
            Zone.class,
            Arrays.class,
            Tables.class,
            Route.class,
            Maybe.class,
            Plan.class,
            Heater.class);
}
