using System.Globalization;
using System.Text;

namespace P2PChain.Simulation.Scale;

/// <summary>Draws the links to the last node against the size of the network, on a logarithmic axis.</summary>
internal sealed class ScalePlot
{
    private const int Left = 60;
    private const int Top = 40;
    private const int Width = 520;
    private const int Height = 260;
    private const int HopsShown = 10;
    private const double DecadesShown = 4.3;

    // Each is readable on white and on black.
    private const string Grey = "#808890";
    private const string Blue = "#3b82f6";
    private const string Orange = "#d97706";

    private readonly StringBuilder _svg = new();

    /// <summary>The plot as SVG.</summary>
    public static string Draw(IReadOnlyCollection<SpreadFigures> spread)
    {
        var plot = new ScalePlot();
        plot.Begin();
        plot.DrawAxes();
        plot.DrawTarget();
        foreach (var each in spread)
            if (each.Paths is { } paths) plot.DrawPoint(X(each.Nodes), Y(paths.HopsLast), each.IsWhole);
        plot.DrawLegend("whole nodes", 9.4, isWhole: true);
        plot.DrawLegend("rules only", 8.5, isWhole: false);
        return plot._svg.AppendLine("</svg>").ToString();
    }

    private void Begin()
    {
        var box = $"0 0 {Left + Width + 40} {Top + Height + 60}";
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" font-family="sans-serif" font-size="13" """
            + $"""fill="{Grey}">""");
        DrawText("Links that a block crosses until the last node has it", Left, 20);
    }

    private void DrawAxes()
    {
        for (var hops = 0; hops <= HopsShown; hops += 2)
        {
            var y = Text(Y(hops));
            Line($"""<line x1="{Left}" x2="{Left + Width}" y1="{y}" y2="{y}" stroke="{Grey}" stroke-opacity="0.3"/>""");
            DrawText(Text(hops), Left - 10, Y(hops) + 4, "end");
        }
        for (var nodes = 10; nodes <= 10_000; nodes *= 10)
            DrawText(nodes.ToString("N0", CultureInfo.InvariantCulture), X(nodes), Top + Height + 22, "middle");
        DrawText("nodes", Left + (Width / 2), Top + Height + 46, "middle");
    }

    private void DrawTarget()
    {
        Line($"""<path d="{TargetLine()}" fill="none" stroke="{Orange}" stroke-width="2" stroke-dasharray="6 4"/>""");
        DrawText("target: log4 of the nodes, rounded up, + 2", X(10) + 8, Y(7.3), fill: Orange);
    }

    private void DrawLegend(string text, double height, bool isWhole)
    {
        DrawPoint(X(10) + 12, Y(height), isWhole);
        DrawText(text, X(10) + 24, Y(height) + 4);
    }

    private void DrawPoint(double x, double y, bool isWhole)
    {
        var style = isWhole ? $"""r="5" fill="{Blue}" """ : $"""r="8" fill="none" stroke="{Blue}" stroke-width="2" """;
        Line($"""<circle cx="{Text(x)}" cy="{Text(y)}" {style}/>""");
    }

    private void DrawText(string text, double x, double y, string anchor = "start", string fill = Grey) => Line(
        $"""<text x="{Text(x)}" y="{Text(y)}" text-anchor="{anchor}" fill="{fill}">{text}</text>""");

    private void Line(string line) => _svg.AppendLine(line);

    /// <summary>The target rises by one link just above each power of four.</summary>
    private static string TargetLine()
    {
        var path = $"M{Text(X(10))} {Text(Y(ScaleTargets.HopsMax(10)))}";
        for (var power = 16; power < 20_000; power *= 4)
            path += $" H{Text(X(power))} V{Text(Y(ScaleTargets.HopsMax(power + 1)))}";
        return $"{path} H{Left + Width}";
    }

    private static double X(double nodes) => Left + (Width * (Math.Log10(nodes) - 0.8) / (DecadesShown - 0.8));

    private static double Y(double hops) => Top + (Height * (1 - (hops / HopsShown)));

    private static string Text(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
