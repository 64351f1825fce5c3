using P2PChain.Core.Plain;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Plain;

/// <summary>docs/protocol.md, plain peers: which answer is to which request.</summary>
public sealed class PlainRequestsTests
{
    private readonly PlainRequests _requests = new();

    [Fact]
    public void Nothing_may_come_that_was_not_asked_for()
    {
        Assert.False(_requests.MayCome);
        _requests.OnAsked();
        Assert.True(_requests.MayCome);
        Assert.True(Answer(3));
        Assert.False(_requests.MayCome);
    }

    [Fact]
    public void Of_the_answers_to_a_request_that_was_made_three_times_the_first_counts()
    {
        for (var i = 0; i < 3; i++) _requests.OnAsked();
        Assert.True(Answer(200));
        Assert.False(Answer(210));
        _requests.OnAsked();
        Assert.False(Answer(229));
        Assert.True(Answer(230));
    }

    [Fact]
    public void An_answer_that_never_came_costs_none_of_those_that_do()
    {
        _requests.OnAsked(); // at 0 s, and never answered
        _requests.OnAsked(); // at 60 s
        Assert.True(Answer(63));
        _requests.OnAsked();
        Assert.True(Answer(93));
        Assert.False(_requests.MayCome);
    }

    [Fact]
    public void However_late_it_is_passed_where_nothing_was_asked_since()
    {
        _requests.OnAsked();
        _requests.OnAsked();
        Assert.True(Answer(63));
        Assert.False(Answer(500));
        Assert.False(_requests.MayCome);
        _requests.OnAsked();
        Assert.True(Answer(600));
    }

    private bool Answer(double seconds)
    {
        var now = new Moment((long)(seconds * 1000));
        var counts = _requests.OnBegun(now);
        _requests.OnEnded(!counts, now);
        return counts;
    }
}
