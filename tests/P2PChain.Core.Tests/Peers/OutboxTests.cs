using CsCheck;
using P2PChain.Core.Peers;

namespace P2PChain.Core.Tests.Peers;

public sealed class OutboxTests
{
    private const int BytesMax = 100;

    private readonly Outbox _outbox = new(BytesMax);

    [Fact]
    public void It_is_bounded_in_bytes()
    {
        Assert.True(_outbox.TryAdd(Frame(60), OutboxPriority.Blocks));
        Assert.False(_outbox.TryAdd(Frame(41), OutboxPriority.Control));
        Assert.True(_outbox.TryAdd(Frame(40), OutboxPriority.Control));
        Assert.Equal(100, _outbox.Bytes);
    }

    [Fact]
    public void One_frame_over_the_bound_fits_beside_a_full_box()
    {
        Assert.True(_outbox.TryAdd(Frame(100), OutboxPriority.Transactions));
        Assert.True(_outbox.TryAdd(Frame(500), OutboxPriority.Blocks));
        Assert.False(_outbox.TryAdd(Frame(101), OutboxPriority.Blocks));
        Assert.Equal(600, _outbox.Bytes);
    }

    [Fact]
    public void A_frame_over_the_bound_leaves_the_others_their_room_until_its_last_byte()
    {
        _outbox.TryAdd(Frame(500), OutboxPriority.Control);
        Assert.True(_outbox.TryAdd(Frame(100), OutboxPriority.Control));
        _outbox.Take(499);
        Assert.False(_outbox.TryAdd(Frame(101), OutboxPriority.Control));
        Assert.False(_outbox.TryAdd(Frame(1), OutboxPriority.Control));
        _outbox.Take(1);
        Assert.True(_outbox.TryAdd(Frame(101), OutboxPriority.Control));
        Assert.False(_outbox.TryAdd(Frame(1), OutboxPriority.Control));
    }

    [Fact]
    public void What_went_out_makes_room()
    {
        _outbox.TryAdd(Frame(100), OutboxPriority.Blocks);
        _outbox.Take(30);
        Assert.False(_outbox.TryAdd(Frame(31), OutboxPriority.Blocks));
        Assert.True(_outbox.TryAdd(Frame(30), OutboxPriority.Blocks));
    }

    [Fact]
    public void Bodies_are_welcome_up_to_half_of_the_bound()
    {
        _outbox.TryAdd(Frame(50), OutboxPriority.Blocks);
        Assert.True(_outbox.HasRoomForBodies);
        _outbox.TryAdd(Frame(1), OutboxPriority.Blocks);
        Assert.False(_outbox.HasRoomForBodies);
    }

    [Fact]
    public void The_more_urgent_goes_first()
    {
        _outbox.TryAdd([3], OutboxPriority.Transactions);
        _outbox.TryAdd([2], OutboxPriority.Blocks);
        _outbox.TryAdd([1], OutboxPriority.Control);
        Assert.Equal([1, 2, 3], _outbox.Take(10));
        Assert.True(_outbox.IsEmpty);
    }

    [Fact]
    public void A_frame_that_was_begun_is_finished_before_anything_more_urgent()
    {
        _outbox.TryAdd([1, 2, 3, 4], OutboxPriority.Transactions);
        Assert.Equal([1, 2], _outbox.Take(2));
        _outbox.TryAdd([9], OutboxPriority.Control);
        Assert.Equal([3, 4, 9], _outbox.Take(10));
    }

    [Fact]
    public void A_frame_that_goes_out_whole_and_alone_is_not_copied()
    {
        var frame = Frame(20);
        _outbox.TryAdd(frame, OutboxPriority.Blocks);
        Assert.Same(frame, _outbox.Take(20));
        Assert.Empty(_outbox.Take(20));
    }

    [Fact]
    public void Nothing_is_taken_from_an_empty_box() => Assert.Empty(_outbox.Take(64));

    [Fact]
    public void What_goes_in_comes_out_each_frame_whole_and_in_the_order_of_its_priority()
    {
        // A frame is its priority, then its number among those, then padding; a step adds one or takes a batch.
        var step = Gen.Frequency(
            (3, Gen.Select(Gen.Int[0, 2], Gen.Int[1, 150], (priority, length) => (Priority: priority, Bytes: length))),
            (2, Gen.Int[1, 70].Select(max => (Priority: -1, Bytes: max))));
        step.Array[1, 60].Sample(steps =>
        {
            var outbox = new Outbox(BytesMax);
            var (added, written) = (new List<byte[]>(), new List<byte>());
            foreach (var (priority, bytes) in steps)
            {
                if (priority >= 0) Add(outbox, added, priority, bytes);
                else written.AddRange(Taken(outbox, bytes));
            }
            while (!outbox.IsEmpty) written.AddRange(Taken(outbox, 64));
            var frames = FramesOf(written, added);
            for (var priority = 0; priority < 3; priority++)
                Assert.Equal(added.Where(frame => frame[0] == priority), frames.Where(frame => frame[0] == priority));
            Assert.Equal(added.Count, frames.Count);
        });
    }

    private static void Add(Outbox outbox, List<byte[]> added, int priority, int bytes)
    {
        var frame = new byte[bytes + 2];
        (frame[0], frame[1]) = ((byte)priority, (byte)added.Count);
        if (outbox.TryAdd(frame, (OutboxPriority)priority)) added.Add(frame);
        Assert.True(outbox.Bytes <= BytesMax + 152);
    }

    private static byte[] Taken(Outbox outbox, int max)
    {
        var before = outbox.Bytes;
        var batch = outbox.Take(max);
        Assert.Equal(Math.Min(before, max), batch.Length);
        Assert.Equal(before - batch.Length, outbox.Bytes);
        return batch;
    }

    private static List<byte[]> FramesOf(List<byte> written, List<byte[]> added)
    {
        var frames = new List<byte[]>();
        for (var at = 0; at < written.Count; at += frames[^1].Length)
        {
            var frame = added[written[at + 1]];
            Assert.Equal(frame, written.GetRange(at, frame.Length));
            frames.Add(frame);
        }
        return frames;
    }

    private static byte[] Frame(int bytes) => new byte[bytes];
}
