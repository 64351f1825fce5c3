using System.Globalization;
using System.Text;

namespace P2PChain.Simulation.Scale;

/// <summary>Draws the links to the last node against the size of the network, on a logarithmic axis.</summary>
internal static class ScalePlot
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

    /// <summary>The plot as SVG.</summary>
    public static string Draw(IReadOnlyCollection<SpreadFigures> spread)
    {
        var svg = new StringBuilder();
        svg.AppendLine(Invariant($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Left + Width + 40} {Top + Height + 60}" font-family="sans-serif" font-size="13" fill="{Grey}">"""));
        svg.AppendLine(Invariant($"""<text x="{Left}" y="20">Links that a block crosses until the last node has it</text>"""));
        for (var hops = 0; hops <= HopsShown; hops += 2)
        {
            svg.AppendLine(Invariant($"""<line x1="{Left}" x2="{Left + Width}" y1="{Y(hops):F1}" y2="{Y(hops):F1}" stroke="{Grey}" stroke-opacity="0.3"/>"""));
            svg.AppendLine(Invariant($"""<text x="{Left - 10}" y="{Y(hops) + 4:F1}" text-anchor="end">{hops}</text>"""));
        }
        for (var nodes = 10; nodes <= 10_000; nodes *= 10)
            svg.AppendLine(Invariant($"""<text x="{X(nodes):F1}" y="{Top + Height + 22}" text-anchor="middle">{nodes:N0}</text>"""));
        svg.AppendLine(Invariant($"""<text x="{Left + (Width / 2)}" y="{Top + Height + 46}" text-anchor="middle">nodes</text>"""));
        svg.AppendLine(Invariant($"""<path d="{TargetLine()}" fill="none" stroke="{Orange}" stroke-width="2" stroke-dasharray="6 4"/>"""));
        svg.AppendLine(Invariant($"""<text x="{X(10) + 8:F1}" y="{Y(7.3):F1}" fill="{Orange}">target: log4 of the nodes, rounded up, + 2</text>"""));
        foreach (var each in spread.Where(each => each.Paths is not null)) svg.AppendLine(Point(each));
        svg.AppendLine(Invariant($"""<circle cx="{X(10) + 12:F1}" cy="{Y(9.4):F1}" r="5" fill="{Blue}"/><text x="{X(10) + 24:F1}" y="{Y(9.4) + 4:F1}">whole nodes</text>"""));
        svg.AppendLine(Invariant($"""<circle cx="{X(10) + 12:F1}" cy="{Y(8.5):F1}" r="8" fill="none" stroke="{Blue}" stroke-width="2"/><text x="{X(10) + 24:F1}" y="{Y(8.5) + 4:F1}">rules only</text>"""));
        svg.AppendLine("</svg>");
        return svg.ToString();
    }

    private static string Point(SpreadFigures figures)
    {
        var style = figures.IsWhole
            ? Invariant($"""r="5" fill="{Blue}" """)
            : Invariant($"""r="8" fill="none" stroke="{Blue}" stroke-width="2" """);
        return Invariant($"""<circle cx="{X(figures.Nodes):F1}" cy="{Y(figures.Paths!.HopsLast):F1}" {style}/>""");
    }

    /// <summary>The target rises by one link just above each power of four.</summary>
    private static string TargetLine()
    {
        var path = new StringBuilder(Invariant($"M{X(10):F1} {Y(ScaleTargets.HopsMax(10)):F1}"));
        for (var power = 16; power < 20_000; power *= 4)
            path.Append(Invariant($" H{X(power):F1} V{Y(ScaleTargets.HopsMax(power + 1)):F1}"));
        return path.Append(Invariant($" H{Left + Width}")).ToString();
    }

    private static double X(double nodes) => Left + (Width * (Math.Log10(nodes) - 0.8) / (DecadesShown - 0.8));

    private static double Y(double hops) => Top + (Height * (1 - (hops / HopsShown)));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
