using CsCheck;
using P2PChain.Core.Dialling;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Peers;

/// <summary>What a peer may cost is bounded whatever it does.</summary>
public sealed class BoundProperties
{
    private const int CreditMessages = 64;
    private const long CreditBytes = 1_048_576;

    [Fact]
    public void What_waits_for_a_peer_is_never_more_than_the_bound_and_one_larger_frame() =>
        Gen.Select(Gen.Int[10, 100], Gen.Select(Gen.Int[0, 3], Gen.Int[1, 300]).Array[1, 80]).Sample((bound, steps) =>
        {
            var outbox = new Outbox(bound);
            var waits = 0L;
            foreach (var (priority, bytes) in steps)
            {
                if (priority == 3) waits -= outbox.Take(bytes).Length;
                else if (outbox.TryAdd(new byte[bytes], (OutboxPriority)priority)) waits += bytes;
                else Assert.True(waits + bytes > bound, "a frame was turned away for which there was room");
                Assert.Equal(waits, outbox.Bytes);
                Assert.InRange(waits, 0, bound + 300);
                Assert.Equal(waits == 0, outbox.IsEmpty);
                Assert.Equal(waits <= bound / 2, outbox.HasRoomForBodies);
            }
        }, iter: 2_000);

    [Fact]
    public void The_sum_of_what_waits_is_that_of_the_peers_and_past_the_bound_the_largest_goes() =>
        Gen.Select(Gen.Long[1, 1_000], Gen.Select(Gen.Int[0, 5], Gen.Long[-1, 400]).Array[1, 80]).Sample((bound, steps) =>
        {
            var (budget, waits) = (new OutboxBudget(bound), new Dictionary<long, long>());
            foreach (var (peer, bytes) in steps)
            {
                if (bytes < 0)
                {
                    budget.Forget(new PeerId(peer));
                    waits.Remove(peer);
                }
                else
                {
                    waits[peer] = bytes;
                    var goes = budget.Report(new PeerId(peer), bytes);
                    Assert.Equal(waits.Values.Sum() > bound, goes is not null);
                    if (goes is { } largest) Assert.Equal(waits.Values.Max(), waits.Single(entry => new PeerId(entry.Key) == largest).Value);
                }

                Assert.Equal(waits.Values.Sum(), budget.Bytes);
                Assert.True(budget.Bytes >= 0);
            }
        }, iter: 2_000);

    [Fact]
    public void Undecided_is_never_more_than_the_credit_and_one_larger_message_and_nobody_waits_for_ever() =>
        Gen.Select(Gen.Bool, Gen.Int[0, 700_000]).Array[1, 300].Sample(steps =>
        {
            var (credit, undecided) = (new ReadCredit(), new Queue<int>());
            foreach (var (isRead, bytes) in steps)
            {
                if (undecided.Count == 0) Assert.True(credit.IsEnoughFor(bytes));
                if (isRead && credit.IsEnoughFor(bytes))
                {
                    credit.Take(bytes);
                    undecided.Enqueue(bytes);
                }
                else if (!isRead && undecided.TryDequeue(out _))
                {
                    credit.Return();
                }

                Assert.Equal(undecided.Count, credit.Undecided);
                Assert.InRange(credit.Undecided, 0, CreditMessages);
                Assert.True(undecided.Count <= 1 || undecided.Sum(size => (long)size) <= CreditBytes);
            }
        }, iter: 2_000);

    [Fact]
    public void Of_two_connections_both_sides_keep_the_same_one_whichever_comes_first_to_whom() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 6], Gen.Bool, Gen.Bool).Where((one, other, _, _) => one != other).Sample((one, other, oneSeesOwnFirst, otherSeesOwnFirst) =>
        {
            var (left, right) = (TestKeys.All[one].PublicKey, TestKeys.All[other].PublicKey);
            // Each has dialled the other; where a side sees one connection first, that one is the older to it.
            var leftKeepsOwn = KeepsOwn(left, right, oneSeesOwnFirst);
            var rightKeepsOwn = KeepsOwn(right, left, otherSeesOwnFirst);
            // Crossing dials: each side accepts the other's connection before its own dial is answered.
            if (!oneSeesOwnFirst && !otherSeesOwnFirst) Assert.NotEqual(leftKeepsOwn, rightKeepsOwn);
            // Who connects to us displaces nobody, whatever key it names.
            if (oneSeesOwnFirst) Assert.True(leftKeepsOwn);
        }, iter: 2_000);

    [Fact]
    public void A_pause_is_never_under_four_fifths_of_a_second_nor_over_ten_and_grows_again_after_it_was_wiped_out() =>
        Gen.Select(Gen.Int, Gen.Long[0, 1_200_000].Array[1, 40]).Sample((seed, lastedMs) =>
        {
            var redial = new Redial(new Random(seed));
            var (start, failures) = (new Moment(1_766_620_800_000), 0);
            foreach (var lasted in lastedMs)
            {
                if (lasted >= 600_000) failures = 0;
                var pause = redial.AfterConnection(start, start.Plus(TimeSpan.FromMilliseconds(lasted))).TotalSeconds;
                var middle = Math.Min(Math.Pow(2, failures++), 10 / 1.2);
                Assert.InRange(pause, 0.8 * middle, 1.2 * middle + 1e-6);
                Assert.InRange(pause, 0.8, 10.000001);
            }
        }, iter: 2_000);

    private static bool KeepsOwn(Core.Crypto.PublicKey ours, Core.Crypto.PublicKey theirs, bool ownIsOlder) =>
        ownIsOlder != (DuplicateRule.Judge(ours, theirs, new(!ownIsOlder, true), [new(ownIsOlder, true)]).Verdict == DuplicateRule.Verdict.Replace);
}
