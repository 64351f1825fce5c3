using System.Globalization;
using P2PChain.Node.Hosting;
using Serilog.Events;
using Serilog.Parsing;

namespace P2PChain.Node.Tests.Hosting;

public sealed class RepeatFilterTests
{
    private readonly RepeatFilter _filter = new();

    [Theory]
    [InlineData(0)]
    [InlineData(9.9)]
    public void A_warning_is_not_told_again_within_ten_seconds(double seconds)
    {
        Assert.True(_filter.IsEnabled(Event("no more files", 0)));
        Assert.False(_filter.IsEnabled(Event("no more files", seconds)));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public void Later_or_after_the_clock_was_set_back_it_is_told_again(double seconds)
    {
        Assert.True(_filter.IsEnabled(Event("no more files", 0)));
        Assert.True(_filter.IsEnabled(Event("no more files", seconds)));
    }

    [Fact]
    public void What_is_tried_all_the_time_is_told_every_ten_seconds()
    {
        var told = Enumerable.Range(0, 3_000).Count(i => _filter.IsEnabled(Event("no more files", i / 100.0)));
        Assert.Equal(3, told);
    }

    [Fact]
    public void Other_warnings_and_whatever_is_no_warning_pass()
    {
        Assert.True(_filter.IsEnabled(Event("no more files", 0)));
        Assert.True(_filter.IsEnabled(Event("the clock is slow", 0)));
        Assert.True(_filter.IsEnabled(Event("block 7", 0, LogEventLevel.Information)));
        Assert.True(_filter.IsEnabled(Event("block 7", 0, LogEventLevel.Information)));
    }

    [Fact]
    public void A_thousand_different_warnings_all_pass() =>
        Assert.All(
            Enumerable.Range(0, 1_000),
            i => Assert.True(_filter.IsEnabled(Event(string.Create(CultureInfo.InvariantCulture, $"warning {i}"), 0))));

    private static LogEvent Event(string text, double seconds, LogEventLevel level = LogEventLevel.Warning) =>
        new(DateTimeOffset.UnixEpoch.AddSeconds(seconds), level, null, new MessageTemplateParser().Parse(text), []);
}
