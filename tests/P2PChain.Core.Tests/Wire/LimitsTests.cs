using P2PChain.Core.Json;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Tests.Wire;

public sealed class LimitsTests
{
    [Fact]
    public void The_limits_are_those_of_the_protocol()
    {
        Assert.Equal(4_128_768, Limits.LineBytesMax);
        Assert.Equal(32_768, Limits.PreHandshakeBytesMax);
        Assert.Equal(8, Limits.PreHandshakeLinesMax);
        Assert.Equal(16, JsonLimits.DepthMax);
        Assert.Equal(128, JsonLimits.NumberCharsMax);
        Assert.Equal(64, Limits.CreditMessagesMax);
        Assert.Equal(1_048_576, Limits.CreditBytesMax);
        Assert.Equal(2_097_152, Limits.OutboxBytesMax);
        Assert.Equal(268_435_456, Limits.AllOutboxesBytesMax);
        Assert.Equal(67_108_864, Limits.ChainResponseBytesMax);
        Assert.Equal(10, Limits.FirstLineTimeout.TotalSeconds);
        Assert.Equal(20, Limits.HandshakeTimeout.TotalSeconds);
        Assert.Equal(10, Limits.ProofTimeout.TotalSeconds);
        Assert.Equal(30, Limits.LineTimeout.TotalSeconds);
        Assert.Equal(600, Limits.ChainResponseTimeout.TotalSeconds);
        Assert.Equal(15, Limits.PingAfterSilence.TotalSeconds);
        Assert.Equal(60, Limits.PingBackAfter.TotalSeconds);
        Assert.Equal(45, Limits.DeadAfterSilence.TotalSeconds);
    }
}
