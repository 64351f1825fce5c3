using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Peers;

public sealed class TwinWatchTests
{
    private readonly TwinWatch _watch = new();

    [Fact]
    public void A_twin_is_news_once_and_is_remembered_for_three_minutes_after_it_was_last_met()
    {
        Assert.Null(_watch.At(At(0)));
        Assert.True(_watch.OnMet("192.0.2.7:6000", At(0)));
        Assert.False(_watch.OnMet("192.0.2.7:6000", At(60)));
        Assert.Equal("192.0.2.7:6000", _watch.At(At(239.9)));
        Assert.Null(_watch.At(At(240)));
        Assert.True(_watch.OnMet("192.0.2.7:6000", At(300)));
    }

    [Fact]
    public void A_twin_elsewhere_is_news_again()
    {
        _watch.OnMet("192.0.2.7:6000", At(0));
        Assert.True(_watch.OnMet("192.0.2.8:6000", At(1)));
        Assert.Equal("192.0.2.8:6000", _watch.At(At(2)));
    }

    private static Moment At(double seconds) => new(1_766_620_800_000 + (long)(seconds * 1000));
}
