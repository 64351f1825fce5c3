using CsCheck;
using P2PChain.Core.Plain;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Plain;

/// <summary>
/// docs/protocol.md, plain peers: the model against a naive simulation of such a node, with lines under way both ways.
/// </summary>
public sealed class PlainPeerProperties
{
    private static readonly Gen<(int Seed, int Count)> Story = Gen.Select(Gen.Int, Gen.Int[0, 150]);

    [Fact]
    public void Operations_that_do_not_conflict_end_in_one_custody() => Story.Sample(
        story =>
        {
            var world = Play(story, agreed: true, others: false);
            Assert.Equal(world.HeldHere, world.HeldThere);
            Assert.Equal(0, world.Repeated);
            AssertExact(world);
        },
        iter: 150);

    [Fact]
    public void Whatever_conflicts_nothing_is_pushed_in_vain_that_the_peer_has_and_the_model_is_exact() => Story.Sample(
        story =>
        {
            var world = Play(story, agreed: false, others: false);
            Assert.Equal(0, world.Repeated);
            AssertExact(world);
        },
        iter: 150);

    [Fact]
    public void Where_another_of_our_nodes_pushes_too_the_next_reading_sets_it_right() => Story.Sample(
        story =>
        {
            var world = Play(story, agreed: true, others: true);
            Assert.Equal(world.HeldHere, world.HeldThere);
            AssertExact(world);
        },
        iter: 150);

    [Fact]
    public void When_nothing_happens_nothing_is_said() => Story.Sample(
        story =>
        {
            var world = Play(story, agreed: false, others: true);
            var (pushed, reads) = (world.Pushed, world.Reads);
            world.Settle();
            Assert.Equal((pushed, reads), (world.Pushed, world.Reads));
        },
        iter: 50);

    private static PlainWorld Play((int Seed, int Count) story, bool agreed, bool others)
    {
        var world = new PlainWorld(story.Seed);
        for (var i = 0; i < story.Count; i++) world.Happen(agreed, others);
        world.Settle();
        return world;
    }

    private static void AssertExact(PlainWorld world)
    {
        Assert.Equal(world.There.Length, world.Model.Length);
        for (var i = 0; i < 6; i++)
        {
            var uid = $"item-{i}";
            var holder = world.There.Allocated.TryGetValue(uid, out var key) ? Core.Crypto.PublicKey.Parse(key) : null;
            Assert.Equal(PlainItem.HolderOf(holder), world.Model.Find(PlainItem.KeyOf(ItemId.Parse(uid))).Holder);
        }
    }
}
