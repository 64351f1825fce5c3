using CsCheck;
using P2PChain.Http.Access;

namespace P2PChain.Node.Tests.Http;

/// <summary>The codes and sessions of browsers.</summary>
public sealed class SessionsTests
{
    private readonly HandClock _clock = new();
    private readonly Sessions _sessions;

    public SessionsTests() => _sessions = new Sessions(_clock, codesMax: 3, sessionsMax: 2);

    [Fact]
    public void A_code_gives_one_session()
    {
        var code = _sessions.NewCode();
        Assert.True(SecretText.IsOne(code));
        var token = Assert.IsType<string>(_sessions.Exchange(code));
        Assert.True(SecretText.IsOne(token));
        Assert.NotEqual(code, token);
        Assert.True(_sessions.Use(token));
        Assert.Null(_sessions.Exchange(code));
        Assert.False(_sessions.Use(code));
        Assert.Null(_sessions.Exchange(token));
    }

    [Theory]
    [InlineData(59.9, true)]
    [InlineData(60, false)]
    public void A_code_is_good_for_a_minute(double seconds, bool isGood)
    {
        var code = _sessions.NewCode();
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(isGood, _sessions.Exchange(code) is not null);
    }

    [Fact]
    public void A_session_ends_after_half_a_day_without_use()
    {
        var token = _sessions.Exchange(_sessions.NewCode())!;
        for (var i = 0; i < 5; i++)
        {
            _clock.Advance(TimeSpan.FromHours(11.9));
            Assert.True(_sessions.Use(token));
        }

        _clock.Advance(TimeSpan.FromHours(12));
        Assert.False(_sessions.Use(token));
    }

    [Fact]
    public void Beyond_the_bounds_the_oldest_code_and_the_session_unused_for_longest_give_way()
    {
        var codes = Enumerable.Range(0, 4).Select(_ => Later(_sessions.NewCode)).ToList();
        Assert.Null(_sessions.Exchange(codes[0]));
        var first = _sessions.Exchange(codes[1])!;
        var second = Later(() => _sessions.Exchange(codes[2])!);
        Assert.True(Later(() => _sessions.Use(first)));
        var third = Later(() => _sessions.Exchange(codes[3])!);
        Assert.Equal([true, false, true], new[] { first, second, third }.Select(_sessions.Use));
    }

    [Fact]
    public void Any_other_text_is_no_code_and_no_session() => Gen.String.Sample(text =>
    {
        _sessions.Exchange(_sessions.NewCode());
        _sessions.NewCode();
        Assert.Null(_sessions.Exchange(text));
        Assert.False(_sessions.Use(text));
    });

    private T Later<T>(Func<T> act)
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        return act();
    }
}
