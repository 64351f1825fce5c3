using P2PChain.Core.Dialling;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Dialling;

public sealed class ExtraPeerTests
{
    private static readonly PeerId Extra = new(9);
    private static readonly Moment Start = new(1_000);
    private static readonly Moment End = Start.Plus(ExtraPeer.Trial);

    private readonly ExtraPeer _rule = new();

    [Fact]
    public void A_peer_that_delivered_nothing_in_its_trial_has_to_go()
    {
        Assert.True(_rule.TryBegin(Extra, Start));
        Assert.Null(_rule.Judge([(new(1), null), (Extra, null)], isOver: true, new Moment(End.Milliseconds - 1)));
        Assert.Equal(Extra, _rule.Judge([(new(1), null), (Extra, null)], isOver: true, End));
        Assert.Null(_rule.Judge([(new(1), null), (Extra, null)], isOver: true, End));
    }

    [Fact]
    public void For_a_peer_that_delivered_the_one_goes_that_did_not_for_the_longest()
    {
        _rule.TryBegin(Extra, Start);
        Assert.Equal(
            new PeerId(2),
            _rule.Judge([(new(1), new Moment(500)), (new(2), new Moment(400)), (Extra, End)], isOver: true, End));
    }

    [Fact]
    public void A_peer_that_never_delivered_goes_before_one_that_did_and_the_youngest_first()
    {
        _rule.TryBegin(Extra, Start);
        Assert.Equal(
            new PeerId(3),
            _rule.Judge([(new(1), new Moment(-5)), (new(2), null), (new(3), null), (Extra, End)], isOver: true, End));
    }

    [Fact]
    public void Named_peers_stay_and_the_extra_one_goes()
    {
        _rule.TryBegin(Extra, Start);
        Assert.Equal(Extra, _rule.Judge([(Extra, End)], isOver: true, End));
    }

    [Fact]
    public void While_there_are_no_more_peers_than_are_sought_all_stay()
    {
        _rule.TryBegin(Extra, Start);
        Assert.Null(_rule.Judge([(new(1), null), (Extra, null)], isOver: false, End));
    }

    [Fact]
    public void There_is_one_trial_at_a_time()
    {
        Assert.True(_rule.TryBegin(Extra, Start));
        Assert.False(_rule.TryBegin(new PeerId(10), Start));
        _rule.Judge([], isOver: true, End); // it left
        Assert.True(_rule.TryBegin(new PeerId(10), End));
    }
}
