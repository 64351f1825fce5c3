using CsCheck;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Pool;

/// <summary>What a node remembers of its own transactions is bounded. Rule M2.</summary>
public sealed class OwnMarksTests
{
    private static readonly PoolLimits Limits = new(MarksHereMax: 3, MarksPlainMax: 2);

    [Fact]
    public void The_limits_are_those_of_the_rules()
    {
        Assert.Equal(65_536, new PoolLimits().MarksHereMax);
        Assert.Equal(16_384, new PoolLimits().MarksPlainMax);
    }

    [Fact]
    public void The_oldest_go_first_and_strangers_take_no_room_from_what_was_submitted_here()
    {
        var marks = new OwnMarks(
            Limits, Enumerable.Range(0, 3).Select(n => KeyValuePair.Create(Id(n), PoolOrigin.Here)));
        for (var n = 10; n < 20; n++) marks.Set(Id(n), PoolOrigin.PlainPeer);
        Assert.Equal(Enumerable.Range(10, 8).Select(Id), marks.Excess(static _ => false));
        marks.Set(Id(4), PoolOrigin.Here);
        Assert.Equal(Id(0), marks.Excess(static _ => false)[0]);
        marks.Touch(Id(0));
        Assert.Equal(Id(1), marks.Excess(static _ => false)[0]);
    }

    [Fact]
    public void What_waits_keeps_its_mark_however_old_it_is()
    {
        var marks = new OwnMarks(Limits, []);
        for (var n = 0; n < 10; n++) marks.Set(Id(n), PoolOrigin.Here);
        Assert.Equal(Enumerable.Range(5, 5).Select(Id), marks.Excess(txId => txId.CompareTo(Id(5)) < 0));
    }

    [Fact]
    public void One_step_drops_a_bounded_number()
    {
        var marks = new OwnMarks(
            Limits, Enumerable.Range(0, 2_500).Select(n => KeyValuePair.Create(Id(n), PoolOrigin.Here)));
        Assert.Equal(OwnMarks.DroppedPerStepMax, marks.Excess(static _ => false).Length);
    }

    [Fact]
    public void Whatever_happens_only_the_oldest_that_wait_nowhere_are_dropped_and_the_bounds_hold() => Gen
        .Select(Gen.Int[0, 3], Gen.Int[0, 12]).Array[0, 200]
        .Sample(
            steps =>
            {
                var marks = new OwnMarks(Limits, []);
                var model = new List<(int Number, PoolOrigin Origin)>(); // the oldest first
                foreach (var (what, number) in steps)
                {
                    var known = model.FindIndex(mark => mark.Number == number);
                    if (what <= 1)
                    {
                        var origin = what == 0 ? PoolOrigin.Here : PoolOrigin.PlainPeer;
                        model.RemoveAll(mark => mark.Number == number);
                        model.Add((number, origin));
                        marks.Set(Id(number), origin);
                    }
                    else if (what == 2)
                    {
                        if (known >= 0)
                        {
                            model.Add(model[known]);
                            model.RemoveAt(known);
                        }

                        marks.Touch(Id(number));
                    }
                    else
                    {
                        // Those with a small number wait.
                        foreach (var txId in marks.Excess(txId => txId.CompareTo(Id(number)) < 0))
                        {
                            var oldest = model.First(
                                mark => mark.Origin == marks.OriginOf(txId) && mark.Number >= number);
                            Assert.Equal(Id(oldest.Number), txId);
                            model.Remove(oldest);
                            marks.Remove(txId);
                        }

                        Assert.InRange(
                            model.Count(mark => mark.Origin == PoolOrigin.Here && mark.Number >= number), 0, 3);
                        Assert.InRange(
                            model.Count(mark => mark.Origin == PoolOrigin.PlainPeer && mark.Number >= number), 0, 2);
                    }
                }

                Assert.Equal(model.Count, marks.Count);
                Assert.All(model, mark => Assert.Equal(mark.Origin, marks.OriginOf(Id(mark.Number))));
            },
            iter: 500);

    private static Hash256 Id(int number) => Hash256.Parse($"{number:x64}");
}
